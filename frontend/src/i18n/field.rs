//! The phone app's texts.

use crate::texts;

texts! {
    /// What the visitor reads.
    pub trait FieldTexts {
        app_name: "巡り", "Meguri";
    }
}
