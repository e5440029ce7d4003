//! The code that tells a debug ID while the script runs.
//!
//! An error knows no debug IDs, only files and positions. So each script notes its own ID under a stack trace that leads to the
//! script itself; Datadog's SDKs look it up there. The code is a statement on a line of its own, which may stand anywhere between
//! two statements, in strict and in classic code.

/// What the browser SDK reads besides the debug ID: whose errors those of this script are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodeContext {
    /// The service.
    pub service: Option<String>,
    /// Its version.
    pub version: Option<String>,
}

/// For scripts of the web. Only pages have the SDK: workers and servers pass it over.
pub fn web_snippet(id: &str, context: &CodeContext) -> String {
    let mut members = String::new();
    for (name, value) in [("service", &context.service), ("version", &context.version)] {
        if let Some(value) = value {
            members.push_str(&format!("{name}:{},", quoted(value)));
        }
    }
    // one frame is enough, whatever the page has set; its own setting is back before the stack is made a text
    format!(
        "!function(c,k){{if(typeof window<\"u\")try{{var w=window,E=w.Error,o=E[k],e;try{{E[k]=1;e=new E}}finally{{E[k]=o}}\
         k=\"DD_SOURCE_CODE_CONTEXT\";(e=e.stack)&&((w[k]=w[k]||{{}})[e]=c)}}catch(e){{}}}}\
         ({{{members}ddDebugId:\"{id}\"}},\"stackTraceLimit\");"
    )
}

/// For bundles of React Native. The ID stands in it once as a text of its own, which is found in the bytecode that Hermes makes.
pub fn native_snippet(id: &str) -> String {
    format!(
        "var _datadogDebugIds=_datadogDebugIds||{{}},_datadogDebugIdMeta=\"datadog-debug-id-{id}\";\
         !function(){{try{{var s=new Error().stack;s&&(_datadogDebugIds[s]=\"{id}\")}}catch(e){{}}}}();"
    )
}

/// A text as a string of JavaScript, which may stand in a page's HTML too.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '<' | '\u{2028}' | '\u{2029}' | '\0'..='\x1f' | '\x7f' => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::debug_id::read_marker;

    const ID: &str = "b359c38b-eb4b-472d-9dcc-a48f8734dc7a";

    #[test]
    fn is_no_larger_than_the_official_one() {
        let snippet = web_snippet(ID, &CodeContext::default());
        assert!(snippet.len() <= 306, "{}", snippet.len());
        assert_eq!(read_marker(&snippet.as_bytes()).unwrap().as_deref(), Some(ID));
    }

    #[test]
    fn tells_service_and_version() {
        let context = CodeContext {
            service: Some("a\"\\</script>\u{2028}\n".to_owned()),
            version: Some("1.0".to_owned()),
        };
        let snippet = web_snippet(ID, &context);
        let expected = r#"({service:"a\"\\\u003c/script>\u2028\u000a",version:"1.0",ddDebugId:""#;
        assert!(snippet.contains(expected), "{snippet}");
    }
}
