//! What becomes of the receipts of several runs.

use super::declaration::{Declaration, Kind, Place};

pub(super) const OPTIONS: &[Declaration] =
    &[Declaration::new("out", Kind::Path, "The file that the merged receipt is written to")
        .required()
        .value("file")
        .on(&[Place::ReceiptCommand])];
