//! [`Map`]: one map object, its members in whatever order they come.

use super::{
    field::Field,
    finding::{Path, Scope, Spot},
    json::{Json, Key},
    mappings::{Limits, Mappings},
    members::{self, Contents, IgnoreList, Names, Sources},
    sections::{self, Sections},
    window::Step,
};

/// A map object as it was read: the outermost one, or one embedded in a section.
#[derive(Debug)]
pub(super) struct Map {
    pub scope: Scope,
    /// Where its `{` is.
    pub start: Spot,
    /// Whether its `}` was read: until then, what is missing may still come.
    pub complete: bool,
    pub version: Option<Field<Option<i64>>>,
    pub file: Option<Field<Option<String>>>,
    pub source_root: Option<Field<Option<String>>>,
    pub sources: Option<Field<Sources>>,
    pub contents: Option<Field<Contents>>,
    pub names: Option<Field<Names>>,
    pub ignore_list: Option<Field<IgnoreList>>,
    pub mappings: Option<Field<Option<Mappings>>>,
    pub debug_id: Option<Field<Option<String>>>,
    pub debug_id_snake: Option<Field<Option<String>>>,
    pub sections: Option<Field<Sections>>,
    /// Where an embedded map has `sections` of its own, which it must not.
    pub nested: Option<Spot>,
}

impl Map {
    /// A map of which nothing was read.
    pub fn new(scope: Scope) -> Self {
        Self {
            scope,
            start: Spot::default(),
            complete: false,
            version: None,
            file: None,
            source_root: None,
            sources: None,
            contents: None,
            names: None,
            ignore_list: None,
            mappings: None,
            debug_id: None,
            debug_id_snake: None,
            sections: None,
            nested: None,
        }
    }

    /// The path of a member; of the map itself when the name is empty.
    pub fn path(&self, member: &'static str) -> Path {
        Path::member(self.scope, member)
    }

    /// Reads the object whose `{` comes next.
    pub fn read(&mut self, json: &mut Json<'_>, again: &sections::Again<'_>) -> Step<()> {
        self.start = json.window.spot();
        json.enter();
        let mut first = true;
        while let Some(key) = json.key(&mut first)? {
            self.member(json, key, again)?;
        }
        self.complete = true;
        Ok(())
    }

    fn member(&mut self, json: &mut Json<'_>, key: Key, again: &sections::Again<'_>) -> Step<()> {
        let scope = self.scope;
        let at = |member| Path::member(scope, member);
        match key {
            Key::Version => Field::read(&mut self.version, json, |json, field| {
                members::version(json, field, at("version"))
            }),
            Key::File => Field::read(&mut self.file, json, |json, field| {
                members::file(json, field, at("file"))
            }),
            Key::SourceRoot => Field::read(&mut self.source_root, json, |json, field| {
                members::source_root(json, field, at("sourceRoot"))
            }),
            Key::Sources => {
                let root = self.source_root.as_ref().and_then(|field| field.value.as_deref());
                Field::read(&mut self.sources, json, |json, field| {
                    members::sources(json, field, at("sources"), root, again.keep_sources)
                })
            }
            Key::SourcesContent => Field::read(&mut self.contents, json, |json, field| {
                members::contents(json, field, at("sourcesContent"), again.scan_sources)
            }),
            Key::Names => Field::read(&mut self.names, json, |json, field| {
                members::names(json, field, at("names"))
            }),
            Key::IgnoreList => Field::read(&mut self.ignore_list, json, |json, field| {
                members::ignore_list(json, field, at("ignoreList"), None)
            }),
            Key::Mappings => Field::read(&mut self.mappings, json, |json, field| {
                members::mappings(json, field, at("mappings"), Limits::default(), again.noted)
            }),
            Key::DebugId => Field::read(&mut self.debug_id, json, members::optional_text),
            Key::DebugIdSnake => {
                Field::read(&mut self.debug_id_snake, json, members::optional_text)
            }
            Key::Sections if scope == Scope::Top => {
                Field::read(&mut self.sections, json, |json, field| {
                    sections::read(json, field, again)
                })
            }
            Key::Sections => {
                json.kind()?;
                self.nested = Some(json.window.spot());
                json.skip()
            }
            _ => json.skip(),
        }
    }
}
