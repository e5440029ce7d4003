//! What the files of a build say about each other: which map belongs to which script, where a script is served, what it tells of
//! itself.

pub(crate) mod debug_id;
pub(crate) mod inject;
pub(crate) mod link;
pub(crate) mod minified_url;
pub(crate) mod pair;
pub(crate) mod rum;
pub(crate) mod script_name;
