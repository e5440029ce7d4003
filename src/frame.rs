//! The multipart body, as a list of "these bytes" and "that range of that file".
//!
//! Payloads never pass through here: the host puts them in when it sends, and the exact length of the whole
//! is known before the first byte. The format is that of `multipart/form-data` as the WHATWG HTML standard encodes it
//! (section "Multipart form data"), on top of RFC 7578 and RFC 2046.

use std::borrow::Cow;

use crate::error::{Error, Result};
use crate::types::{Filename, Part, UploadType};

/// A file that goes into the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FramedFile<'a> {
    /// The part's name: one of the upload type's parts.
    pub part: &'a str,
    /// The file's name or path on the user's side; only its base name is ever sent, and only where the type says so.
    pub name: &'a str,
    /// The file's length in bytes.
    pub length: u64,
}

/// A multipart body without its payloads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The value of the request's Content-Type header.
    pub content_type: String,
    /// The length of the whole body in bytes.
    pub content_length: u64,
    /// The body, in order.
    pub segments: Vec<Segment>,
}

/// A piece of a multipart body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The whole of the file at this index (0-based) of the list that was framed.
    File(usize),
}

/// Frames an upload: the event's JSON text and its files, in the order in which the official clients send them.
///
/// # Errors
/// [`Error::Misuse`] when the boundary is not one that RFC 2046 section 5.1.1 allows, or a file names a part that the
/// type does not have.
pub fn frame(
    upload_type: &UploadType,
    event_json: &str,
    files: &[FramedFile<'_>],
    boundary: &str,
) -> Result<Frame> {
    check_boundary(boundary)?;
    let mut body = Body { boundary, segments: Vec::new(), pending: Vec::new(), length: 0 };
    if upload_type.event_first {
        body.event(event_json);
    }
    let mut framed = 0;
    for part in upload_type.parts {
        for (index, file) in files.iter().enumerate().filter(|(_, file)| file.part == part.name) {
            body.file(part, file, index);
            framed += 1;
        }
    }
    if framed != files.len() {
        let known: Vec<&str> = upload_type.parts.iter().map(|part| part.name).collect();
        return Err(Error::Misuse(format!(
            "{} takes the parts {}; {} of {} files name none of them",
            upload_type.name,
            known.join(", "),
            files.len() - framed,
            files.len()
        )));
    }
    if !upload_type.event_first {
        body.event(event_json);
    }
    Ok(body.finish())
}

struct Body<'a> {
    boundary: &'a str,
    segments: Vec<Segment>,
    /// Bytes that are not yet a segment: neighbours are sent as one.
    pending: Vec<u8>,
    length: u64,
}

impl Body<'_> {
    fn event(&mut self, json: &str) {
        self.head("event", "event", "application/json");
        self.pending.extend_from_slice(json.as_bytes());
        self.pending.extend_from_slice(b"\r\n");
    }

    fn file(&mut self, part: &Part, file: &FramedFile<'_>, index: usize) {
        let filename = match part.filename {
            Filename::Fixed(name) => name,
            Filename::Original { without } => {
                let name = base_name(file.name);
                without.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
            }
        };
        self.head(part.name, filename, part.content_type);
        self.flush();
        self.segments.push(Segment::File(index));
        self.length = self.length.saturating_add(file.length);
        self.pending.extend_from_slice(b"\r\n");
    }

    fn head(&mut self, name: &str, filename: &str, content_type: &str) {
        let head = format!(
            "--{}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: {content_type}\r\n\r\n",
            self.boundary,
            escape(name),
            escape(filename)
        );
        self.pending.extend_from_slice(head.as_bytes());
    }

    fn flush(&mut self) {
        let bytes = std::mem::take(&mut self.pending);
        self.length = self.length.saturating_add(bytes.len() as u64);
        self.segments.push(Segment::Bytes(bytes));
    }

    fn finish(mut self) -> Frame {
        let end = format!("--{}--\r\n", self.boundary);
        self.pending.extend_from_slice(end.as_bytes());
        self.flush();
        Frame {
            content_type: format!("multipart/form-data; boundary={}", self.boundary),
            content_length: self.length,
            segments: self.segments,
        }
    }
}

/// A name or a filename inside a Content-Disposition header: quotes and line ends are percent-encoded, nothing else.
fn escape(name: &str) -> Cow<'_, str> {
    if !name.contains(['"', '\r', '\n']) {
        return Cow::Borrowed(name);
    }
    let mut escaped = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '"' => escaped.push_str("%22"),
            '\r' => escaped.push_str("%0D"),
            '\n' => escaped.push_str("%0A"),
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}

/// The last segment of a path in either style; a path that ends in a separator keeps its last name.
fn base_name(path: &str) -> &str {
    let trimmed = path.trim_end_matches(['/', '\\']);
    trimmed.rsplit(['/', '\\']).next().unwrap_or(trimmed)
}

/// RFC 2046 allows a few more characters, but those would need quotes in the header.
fn check_boundary(boundary: &str) -> Result<()> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"'+_-.".contains(&b);
    if (1..=70).contains(&boundary.len()) && boundary.bytes().all(plain) {
        return Ok(());
    }
    Err(Error::Misuse("a boundary is 1 to 70 letters, digits or any of '+_-.".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::TYPES;

    /// The lines of a body's headers, of which a file is called so.
    fn lines(name: &str) -> Vec<String> {
        let own = TYPES.iter().find(|known| known.name == "ndk_symbol_file").unwrap();
        let files = [FramedFile { part: "ndk_symbol_file", name, length: 1 }];
        let framed = frame(own, "{}", &files, "b").unwrap();
        let bytes = framed.segments.into_iter().find_map(|segment| match segment {
            Segment::Bytes(bytes) => Some(bytes),
            Segment::File(_) => None,
        });
        let text = String::from_utf8(bytes.unwrap()).unwrap();
        text.split(['\r', '\n']).map(str::to_owned).collect()
    }

    #[test]
    fn a_line_end_in_a_name_ends_no_line() {
        let plain = lines("plain").len();
        for (name, expected) in [
            ("a\rb", "a%0Db"),
            ("a\nb", "a%0Ab"),
            ("a\r\nX: y\r\n\r\nb", "a%0D%0AX: y%0D%0A%0D%0Ab"),
            ("\r", "%0D"),
            ("\n", "%0A"),
            ("a\"; filename=\"b", "a%22; filename=%22b"),
            ("100%0D.so", "100%0D.so"),
        ] {
            let lines = lines(name);
            assert_eq!(lines.len(), plain, "{name:?}");
            let own = format!("filename=\"{expected}\"");
            assert!(lines.iter().any(|line| line.ends_with(&own)), "{lines:?}");
        }
    }
}
