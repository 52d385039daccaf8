//! What `#[serde(...)]` says.

use quote::{ToTokens, quote};
use syn::{Attribute, Field, LitStr, Token, Variant};

/// Of a struct or an enum.
#[derive(Default)]
pub struct Container {
    pub snake_case: bool,
    /// The tag stands among the content's fields, under this name.
    pub tag: Option<String>,
}

/// Of one field.
pub struct Wire {
    pub name: String,
    /// An object without it is refused, unless its type says that it may be absent.
    pub required: bool,
    /// Not written while it is empty.
    pub omit: bool,
    /// What it is when it is absent.
    pub blank: proc_macro2::TokenStream,
}

impl Container {
    pub fn of(attributes: &[Attribute]) -> syn::Result<Self> {
        let mut container = Self::default();
        each(attributes, |word, value| {
            match (word, value) {
                ("rename_all", Some(value)) if value.value() == "snake_case" => {
                    container.snake_case = true;
                }
                ("tag", Some(value)) => container.tag = Some(value.value()),
                // A struct of one unnamed field is always written as that field.
                ("transparent", None) => {}
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(container)
    }

    pub fn name_of(&self, variant: &Variant) -> String {
        let name = variant.ident.to_string();
        if self.snake_case {
            snake_case(&name)
        } else {
            name
        }
    }
}

impl Wire {
    pub fn of(field: &Field) -> syn::Result<Self> {
        let name = field.ident.as_ref().map(ToString::to_string);
        let mut wire = Self {
            name: name.unwrap_or_default(),
            required: true,
            omit: false,
            blank: quote!(Json::blank()),
        };
        each(&field.attrs, |word, value| {
            match (word, value) {
                ("default", None) => {
                    wire.required = false;
                    wire.blank = quote!(::core::default::Default::default());
                }
                ("rename", Some(value)) => wire.name = value.value(),
                ("skip_serializing_if", Some(value)) => {
                    // `Json::is_empty` knows these.
                    let known = [
                        "Option::is_none",
                        "String::is_empty",
                        "Vec::is_empty",
                        "std::ops::Not::not",
                    ];
                    wire.omit = known.contains(&value.value().as_str());
                    return Ok(wire.omit);
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(wire)
    }

    pub fn key(&self) -> proc_macro2::TokenStream {
        let (name, required, omit) = (&self.name, self.required, self.omit);
        quote!(Key { name: #name, required: #required, omit: #omit })
    }
}

/// The variant that stands for every name which isn't known.
pub fn is_other(variant: &Variant) -> syn::Result<bool> {
    let mut other = false;
    each(&variant.attrs, |word, value| {
        other |= word == "other" && value.is_none();
        Ok(other)
    })?;
    Ok(other)
}

/// Calls `take` with every word inside `#[serde(...)]`; one that it doesn't know is an error.
fn each(
    attributes: &[Attribute],
    mut take: impl FnMut(&str, Option<LitStr>) -> syn::Result<bool>,
) -> syn::Result<()> {
    for attribute in attributes.iter().filter(|one| one.path().is_ident("serde")) {
        attribute.parse_nested_meta(|meta| {
            let value = if meta.input.peek(Token![=]) {
                Some(meta.value()?.parse::<LitStr>()?)
            } else {
                None
            };
            let word = meta.path.to_token_stream().to_string();
            if take(&word, value)? {
                Ok(())
            } else {
                Err(meta.error(
                    "derive(Json) doesn't know this: write `impl Json` by hand, as `Moment` does",
                ))
            }
        })?;
    }
    Ok(())
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}
