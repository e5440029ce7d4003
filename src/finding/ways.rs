//! How an option, a field or a part of an upload is given where the reader is: by a flag, an option, or a field of a form.
//!
//! Remedies name options as the API does. The host says once what each is called where it runs, and from then on every remedy
//! says it so: no text has to know where it is read.

use std::cell::RefCell;

thread_local! {
    static WAYS: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// From now on remedies of this thread name an option, a field or a part in these words.
pub fn name_way(name: &str, words: &str) {
    WAYS.with_borrow_mut(|ways| match ways.iter_mut().find(|(own, _)| own == name) {
        Some((_, known)) => words.clone_into(known),
        None => ways.push((name.to_owned(), words.to_owned())),
    });
}

/// The words for a name; `None` where the host has said nothing of it.
pub(super) fn way_of(name: &str) -> Option<String> {
    WAYS.with_borrow(|ways| {
        ways.iter().find(|(own, _)| own == name).map(|(_, words)| words.clone())
    })
}

#[cfg(test)]
mod tests {
    use super::name_way;
    use crate::finding::{Code, Issue};

    #[test]
    fn a_remedy_names_what_the_reader_can_use() {
        let option = Issue::new(Code::ApiKeyMissing).with("names", "DD_API_KEY");
        let field = Issue::new(Code::EventFieldMissing).with("how", "minified_url");
        assert!(option.help().ends_with("(the option dryRun)"), "{}", option.help());
        assert_eq!(field.help(), "give minified_url");
        name_way("dryRun", "--dryer-run");
        name_way("dryRun", "--dry-run");
        name_way("minified_url", "--minified-path-prefix");
        assert!(option.help().ends_with("(--dry-run)"), "{}", option.help());
        assert_eq!(field.help(), "give --minified-path-prefix");
    }
}
