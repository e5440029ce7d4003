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
    MapNotFound "map-not-found" Error "ECMA-426 11.1.2"
        "its sourceMappingURL names \"{url}\", which is not there"
        "build with source maps, or remove the comment if this file has none"
    MapInline "map-inline" Warning "mapship"
        "its map stands in the file itself, as a data: URL; Datadog takes maps as files of their own"
        "let the bundler write maps to files (hidden ones are best: users do not download them)"
    MapOfCss "map-of-css" Note "mapship"
        "it is the map of a style sheet, which no stack trace needs; it is not sent"
        "nothing to do"
    MinifiedNotFound "minified-not-found" Error "API: body data"
        "there is no \"{minified}\", and no script names this map in its sourceMappingURL"
        "keep the minified file beside its map; both are sent together"
    MapNotJson "map-not-json" Error "ECMA-426 7.1, throws"
        "it is not JSON: {reason}"
        "build it again; an HTML page or a half-written file often lies in its place"
    MapNotAnObject "map-not-an-object" Error "ECMA-426 9.1.1, throws"
        "it is {actual}; a source map is an object"
        "build it again"
    MapVersion "map-version" Error "ECMA-426 9.1.2, optional error"
        "{path} is {actual}; it must be 3"
        "build with a tool that writes version 3"
    MapFieldType "map-field-type" Error "ECMA-426 9.1.2"
        "{path} is {actual}; it must be {expected}"
        "report it to the tool that wrote the map"
    MapSectionOrder "map-section-order" Error "ECMA-426 10.1, optional error"
        "{path} is not after that of the section before it"
        "report it to the tool that wrote the map"
    MapSegmentEmpty "map-segment-empty" Error "ECMA-426 9.2.1, optional error"
        "a segment is empty: a comma has nothing on one of its sides"
        "report it to the tool that wrote the map"
    MapSegmentFields "map-segment-fields" Error "ECMA-426 9.2.1, optional error"
        "a segment has {fields:field}; 1, 4 or 5 are allowed"
        "report it to the tool that wrote the map"
    MapVlqDigit "map-vlq-digit" Error "ECMA-426 9.2.2, optional error"
        "\"{segment}\" has a character that is no base64 digit"
        "build it again; the file was damaged after it was written"
    MapVlqUnfinished "map-vlq-unfinished" Error "ECMA-426 9.2.2, optional error"
        "\"{segment}\" ends in the middle of a number"
        "build it again; the file was damaged after it was written"
    MapVlqTooLarge "map-vlq-too-large" Error "ECMA-426 6.2, throws"
        "\"{segment}\" has a number of more than 32 bits"
        "report it to the tool that wrote the map"
    MapColumnNegative "map-column-negative" Error "ECMA-426 9.2.1.1, optional error"
        "the generated column is {column}; it must be 0 or more"
        "report it to the tool that wrote the map"
    MapSourceIndex "map-source-index" Error "ECMA-426 9.2.1.1, optional error"
        "source index {index} is out of range; there are {limit:source}"
        "report it to the tool that wrote the map, or to the one that shortened its sources"
    MapOriginalNegative "map-original-negative" Error "ECMA-426 9.2.1.1, optional error"
        "the original position is line {line}, column {column}; both must be 0 or more"
        "report it to the tool that wrote the map"
    MapNameIndex "map-name-index" Error "ECMA-426 9.2.1.1, optional error"
        "name index {index} is out of range; there are {limit:name}"
        "report it to the tool that wrote the map, or to the one that shortened its names"
}
