//! stub
use crate::{Issue, Result, Source};
/// s
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MapSummary {
    /// s
    pub file: Option<String>,
    /// s
    pub debug_id: Option<String>,
    /// s
    pub sources: Vec<Option<String>>,
}
impl MapSummary {
    /// s
    pub fn looks_like_a_map(&self) -> bool {
        false
    }
}
/// s
pub struct MapReport {
    /// s
    pub summary: MapSummary,
    /// s
    pub issues: Vec<Issue>,
}
/// s
pub fn read_map(_source: &dyn Source) -> Result<MapReport> {
    Ok(MapReport { summary: MapSummary::default(), issues: vec![] })
}
