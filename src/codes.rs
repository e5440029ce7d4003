//! The findings mapship knows: one row each, with its name, severity, sentence, remedy and where the rule comes from.
//!
//! `{name}` in a sentence is a value of the issue, `{name:noun}` a count of nouns, `{path}` the place.

use crate::issue::Severity;

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $rule:literal
        $sentence:literal
        $remedy:literal)*) => {
        /// What was found. The kebab-case name is stable: programs and tests may rely on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $sentence] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable name, kebab-case.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The severity that the rule's source gives it.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// The clause or section the rule comes from.
            #[must_use]
            pub fn rule(self) -> &'static str {
                match self { $(Self::$variant => $rule,)* }
            }

            /// The template of the sentence.
            pub(crate) fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence,)* }
            }

            /// The template of the remedy.
            pub(crate) fn remedy(self) -> &'static str {
                match self { $(Self::$variant => $remedy,)* }
            }
        }
    };
}

codes! {
    EventTypeMissing "event-type-missing" Error "API: body data"
        "{path} is missing; it must be one of {known}"
        "give the upload type"
    EventTypeUnknown "event-type-unknown" Error "API: body data"
        "{path} is \"{value}\"; it must be one of {known}"
        "correct it{suggestion}"
    EventFieldMissing "event-field-missing" Error "API: body data"
        "{path} is missing; {type} needs it"
        "give {field}"
    EventFieldUnknown "event-field-unknown" Error "API: body data"
        "{path} is not a field of {type}"
        "remove it, correct it{suggestion}, or allow unknown fields"
    EventFieldType "event-field-type" Error "API: body data"
        "{path} is {actual}; {expected} is needed"
        "give {expected}"
    EventFieldEmpty "event-field-empty" Error "API: body data"
        "{path} is empty; at least {limit:character} is needed"
        "give a value"
    EventFieldTooLong "event-field-too-long" Error "API: body data"
        "{path} is {length:character}; the limit is {limit}"
        "shorten it to {limit:character}"
    EventFieldPattern "event-field-pattern" Error "API: body data"
        "{path} is \"{value}\"; {expected} is needed"
        "{remedy}"
    EventFieldEnum "event-field-enum" Error "API: body data"
        "{path} is \"{value}\"; it must be {expected}"
        "give {expected}{suggestion}"
    EventFieldRange "event-field-range" Error "API: body data"
        "{path} is {value}; {expected} is needed"
        "{remedy}"
    EventDebugIdMode "event-debug-id-mode" Note "observed: debug-ID uploads of the official clients"
        "{path} stands in for service and version; the published contract asks for both"
        "nothing to do if your Datadog organisation resolves by debug ID; give service and version otherwise"
    PartMissing "part-missing" Error "API: body data"
        "{path} is missing; {type} needs it"
        "add the file for {part}"
    PartUnknown "part-unknown" Error "API: body data"
        "{path} is not a part of {type}"
        "remove it, or correct it{suggestion}"
    PartRepeated "part-repeated" Error "API: body data"
        "{path} is given {times} times; each part is sent once"
        "keep one of them"
    FileEmpty "file-empty" Error "mapship"
        "the file is empty (0 bytes)"
        "build it again; an interrupted build often leaves empty files"
    UploadTooLarge "upload-too-large" Error "API: limits"
        "the files of this upload are {size} bytes together; the limit is {limit} bytes (500 MiB)"
        "split the bundle, or leave sourcesContent out of the map"
    UploadNearLimit "upload-near-limit" Warning "API: limits"
        "the files of this upload are {size} bytes together; 500 MB may mean {limit} bytes"
        "split the bundle before it grows further"
    SiteUnknown "site-unknown" Error "API: table of endpoints"
        "\"{site}\" is not a Datadog site"
        "give one of {known}, or the URL of your Datadog page{suggestion}"
    SiteUnsupported "site-unsupported" Error "API: table of endpoints"
        "Datadog does not take these uploads on {site} (the GOV2 region)"
        "there is no intake to send to; ask Datadog support about this site"
    IntakeUrlInvalid "intake-url-invalid" Error "mapship"
        "\"{url}\" is not a URL of an intake: {reason}"
        "give a base such as https://proxy.example, or the full URL that ends in /api/v2/srcmap"
    PrefixInvalid "prefix-invalid" Error "mapship"
        "\"{prefix}\" can't stand before the names of minified files: {reason}"
        "give what precedes the file's name in the page's script addresses, such as https://example.com/static or /static"
    PairMapNotFound "pair-map-not-found" Error "ECMA-426 11.1.2"
        "its sourceMappingURL names \"{url}\", which is not there"
        "build with source maps, or remove the comment if this file has none"
    PairMapInline "pair-map-inline" Warning "mapship"
        "its map stands in the file itself, as a data: URL; Datadog takes maps as files of their own"
        "let the bundler write maps to files (hidden ones are best: users do not download them)"
    PairMapOfCss "pair-map-of-css" Note "mapship"
        "it is the map of a style sheet, which no stack trace needs; it is not sent"
        "nothing to do"
    PairMinifiedNotFound "pair-minified-not-found" Error "API: body data"
        "there is no \"{minified}\", and no script names this map in its sourceMappingURL"
        "keep the minified file beside its map; both are sent together"
    // source maps: sourcemap.rs
    MapBlank "map-blank" Error "ECMA-426 7.1, throws"
        "the file holds nothing but white space"
        "build it again; an interrupted build often leaves empty files"
    MapBom "map-bom" Error "ECMA-426 7.1, throws"
        "the file starts with a byte order mark, which JSON has no place for"
        "save it as UTF-8 without BOM"
    MapXssiPrefix "map-xssi-prefix" Error "ECMA-426 7.1, throws"
        "the file starts with )]}', which is taken off only from what is fetched over HTTP"
        "delete the first line"
    MapUtf16 "map-utf16" Error "ECMA-426 7.1, throws"
        "the file is UTF-16; JSON text is UTF-8"
        "save it as UTF-8 without BOM; PowerShell's > writes UTF-16"
    MapUtf8 "map-utf8" Error "ECMA-426 7.1; RFC 8259 8.1"
        "the file is not UTF-8 here"
        "write it as UTF-8; a tool along the way took it for another encoding, or cut a character in two"
    MapJsonSyntax "map-json-syntax" Error "ECMA-426 7.1, throws"
        "this is not JSON: {expected} is expected, not {found}"
        "look at the place given; if the whole file is something else, such as an HTML error page, give the map itself"
    MapJsonTruncated "map-json-truncated" Error "ECMA-426 7.1, throws"
        "the file ends too early: {expected} is expected"
        "build it again, or copy it again; an interrupted build or download leaves such files"
    MapJsonTrailing "map-json-trailing" Error "ECMA-426 7.1, throws"
        "something follows the end of the JSON text, starting with {found}"
        "delete what follows; two maps written into one file look like this"
    MapJsonControl "map-json-control" Error "ECMA-426 7.1, throws"
        "a string holds the control character {value} as it is"
        "have it escaped: whatever wrote the map must use a JSON serializer"
    MapJsonEscape "map-json-escape" Error "ECMA-426 7.1, throws"
        "a string holds an escape that JSON does not have"
        "have it corrected: a backslash must be written twice, as in Windows paths"
    MapNotObject "map-not-object" Error "ECMA-426 9.1.1, throws"
        "the file is {actual}; a source map is an object"
        "give the source map; this is another JSON file"
    MapVersion "map-version" Error "ECMA-426 9.1.2 and 10.1, optional error"
        "{path} is {actual}; the number 3 is needed"
        "write maps of version 3; older tools need an update"
    MapMappingsType "map-mappings-type" Error "ECMA-426 9.1.2, throws"
        "{path} is {actual}; a text is needed"
        "build again with source maps fully enabled; report it to the tool that wrote the map"
    MapSourcesType "map-sources-type" Error "ECMA-426 9.1.2, throws"
        "{path} is {actual}; an array is needed"
        "build again with source maps fully enabled; report it to the tool that wrote the map"
    MapSourceType "map-source-type" Error "ECMA-426 9.1.2.3, optional error"
        "{path} is {actual}; a text or null is needed"
        "write the name of the source, or null; report it to the tool that wrote the map"
    MapSourceUrl "map-source-url" Error "ECMA-426 9.3.1, optional error"
        "{path} makes the URL \"{value}\", sourceRoot included, which does not parse"
        "rename the source or the project so that what follows // is a host name, or change the bundler's template for source names"
    MapFileType "map-file-type" Error "ECMA-426 9.1.2.1, optional error"
        "{path} is {actual}; a text is needed"
        "leave it out rather than null; report it to the tool that wrote the map"
    MapSourceRootType "map-source-root-type" Error "ECMA-426 9.1.2.1, optional error"
        "{path} is {actual}; a text is needed"
        "leave it out rather than null; report it to the tool that wrote the map"
    MapSourcesContentType "map-sources-content-type" Error "ECMA-426 9.1.2.3, optional error"
        "{path} is {actual}; an array is needed"
        "leave it out rather than null; report it to the tool that wrote the map"
    MapSourceContentType "map-source-content-type" Error "ECMA-426 9.1.2.3, optional error"
        "{path} is {actual}; a text or null is needed"
        "write the text of the source, or null; report it to the tool that wrote the map"
    MapNamesType "map-names-type" Error "ECMA-426 9.1.2.2, optional error"
        "{path} is {actual}; an array is needed"
        "leave it out rather than null; report it to the tool that wrote the map"
    MapNameType "map-name-type" Error "ECMA-426 9.1.2.2, optional error"
        "{path} is {actual}; a text is needed"
        "write an empty text rather than null; report it to the tool that wrote the map"
    MapIgnoreListType "map-ignore-list-type" Error "ECMA-426 9.1.2.4, optional error"
        "{path} is {actual}; an array is needed"
        "leave it out rather than null; report it to the tool that wrote the map"
    MapIgnoreIndexType "map-ignore-index-type" Error "ECMA-426 9.1.2.4, optional error"
        "{path} is {actual}; an index of sources is needed"
        "write the index of a source, a whole number from 0 on; report it to the tool that wrote the map"
    MapIgnoreIndex "map-ignore-index" Error "ECMA-426 9.3.1, mapship"
        "{path} is {value}; the map has {limit:source}"
        "write indexes below {limit}; report it to the tool that wrote the map"
    MapVlqDigit "map-vlq-digit" Error "ECMA-426 6 and 9.2.2, optional error"
        "{path} holds {value}, which is no Base64 digit"
        "the mappings were damaged or encoded wrongly; the tool that wrote the map, or one that rewrote it, is at fault: update it, or build without it"
    MapVlqUnfinished "map-vlq-unfinished" Error "ECMA-426 6 and 9.2.2, optional error"
        "{path} has a number that ends in the middle"
        "the mappings were cut or encoded wrongly; the tool that wrote the map, or one that rewrote it, is at fault: update it, or build without it"
    MapVlqOverflow "map-vlq-overflow" Error "ECMA-426 6.1 and 6.2, throws"
        "{path} has a number of more than 32 bits"
        "the mappings were damaged or encoded wrongly; the tool that wrote the map, or one that rewrote it, is at fault: update it, or build without it"
    MapSegmentEmpty "map-segment-empty" Error "ECMA-426 9.2.1, optional error"
        "{path} has a comma without a segment on either side"
        "leave the comma out; the tool that wrote the map, or one that rewrote it, is at fault: update it, or build without it"
    MapSegmentFields "map-segment-fields" Error "ECMA-426 9.2.1, optional error"
        "{path} has a segment of {fields:field}; 1, 4 or 5 are needed"
        "the tool that wrote the map, or one that rewrote it, is at fault: update it, or build without it"
    MapGeneratedColumn "map-generated-column" Error "ECMA-426 9.2.1.1, optional error"
        "{path} leads to generated column {value}; the least is 0"
        "the tool that wrote the map, or one that rewrote it, is at fault: update it, or build without it"
    MapSourceIndex "map-source-index" Error "ECMA-426 9.2.1.1, optional error"
        "source index {value} is out of range; the map has {limit:source}"
        "sources and mappings do not belong together; the tool that wrote the map, or one that rewrote it, is at fault: update it, or build without it"
    MapOriginalLine "map-original-line" Error "ECMA-426 9.2.1.1, optional error"
        "{path} leads to original line {value}; the least is 0"
        "the tool that wrote the map, or one that rewrote it, is at fault: update it, or build without it"
    MapOriginalColumn "map-original-column" Error "ECMA-426 9.2.1.1, optional error"
        "{path} leads to original column {value}; the least is 0"
        "the tool that wrote the map, or one that rewrote it, is at fault: update it, or build without it"
    MapNameIndex "map-name-index" Error "ECMA-426 9.2.1.1, optional error"
        "name index {value} is out of range; the map has {limit:name}"
        "names and mappings do not belong together; the tool that wrote the map, or one that rewrote it, is at fault: update it, or build without it"
    MapSectionsType "map-sections-type" Error "ECMA-426 10.1, throws"
        "{path} is {actual}; an array is needed"
        "leave it out: whatever its value, sections makes the file an index map"
    MapSectionType "map-section-type" Error "ECMA-426 10.1, optional error"
        "{path} is {actual}; an object is needed"
        "write an object with offset and map; report it to the tool that wrote the map"
    MapSectionOffsetType "map-section-offset-type" Error "ECMA-426 10.1, throws"
        "{path} is {actual}; an object is needed"
        "write an object with line and column; report it to the tool that wrote the map"
    MapSectionOffsetNumber "map-section-offset-number" Error "ECMA-426 10.1, optional error"
        "{path} is {actual}; a whole number is needed"
        "write a whole number from 0 on; report it to the tool that wrote the map"
    MapSectionOffsetNegative "map-section-offset-negative" Error "ECMA-426 8.1 and 10.1, mapship"
        "{path} is {actual}; the least is 0"
        "write a whole number from 0 on; report it to the tool that wrote the map"
    MapSectionOrder "map-section-order" Error "ECMA-426 10.1, optional error; 10, mapship"
        "{path} is line {line}, column {column}; the section before starts at line {limitLine}, column {limitColumn}"
        "sort the sections, and leave out those that start where another does; report it to the tool that wrote the map"
    MapSectionOverlap "map-section-overlap" Error "ECMA-426 10.1, optional error"
        "{path} is line {line}, column {column}; the sections before it map up to line {limitLine}, column {limitColumn}"
        "sections must not overlap: the offsets belong to another build, or are counted wrongly; report it to the tool that wrote the map"
    MapSectionMapType "map-section-map-type" Error "ECMA-426 10.1, throws"
        "{path} is {actual}; an object is needed"
        "embed the map of the section; report it to the tool that wrote the map"
    MapSectionUrl "map-section-url" Error "ECMA-426 10.1, throws"
        "{path} is {actual}; a url in its place is no longer part of the standard"
        "embed the map that the url leads to, in map"
    MapSectionNested "map-section-nested" Error "ECMA-426 10.1, optional error"
        "{path} makes an index map of a map that is itself embedded in one"
        "put the inner sections in place of the outer one; report it to the tool that wrote the map"
    MapMappingsBesideSections "map-mappings-beside-sections" Error "ECMA-426 10, mapship"
        "{path} stands beside sections; consumers disagree on which counts"
        "write a regular map or an index map, not both in one; report it to the tool that wrote the map"
    // a map and what it is for: fit.rs
    FitNothing "fit-nothing" Warning "mapship"
        "the map leads to no source at all; it can't make anything readable"
        "turn source maps on in every step of the build; a wrapper without code of its own may have such a map"
    FitContent "fit-content" Warning "Datadog guide: upload JavaScript source maps"
        "{missing} of {sources} sources have no sourcesContent; Datadog shows source lines from there"
        "have the bundler write sourcesContent (it is the default of most)"
    FitLine "fit-line" Error "ECMA-426 5 and 9.2"
        "the map speaks of line {line}; the minified file has {lines:line}"
        "the map belongs to another build of the file, or the file was changed after the build: upload both from one build"
    FitColumn "fit-column" Error "ECMA-426 5 and 9.2"
        "the map speaks of line {line}, column {column}; that line has {length:column}"
        "the map belongs to another build of the file, or the file was changed after the build: upload both from one build"
    FitFile "fit-file" Note "ECMA-426 9.1"
        "{path} is \"{file}\", but the minified file is \"{minified}\""
        "check that the two belong together; a file renamed after the build is fine"
}
