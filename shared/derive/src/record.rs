//! Structs: a table of keys, and an array of their fields.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{FieldsNamed, Type};

use crate::attributes::Wire;

pub fn functions(fields: &FieldsNamed) -> syn::Result<TokenStream> {
    let Record {
        names,
        keys,
        blanks,
        ..
    } = Record::of(fields)?;
    Ok(quote! {
        fn blank() -> Self {
            Self { #(#names: #blanks),* }
        }
        fn read(&mut self, reader: &mut Reader<'_>) {
            reader.object(&[#(#keys),*], &mut [#(&mut self.#names),*]);
        }
        fn write(&self, writer: &mut Writer) {
            writer.object(&[#(#keys),*], &[#(&self.#names),*]);
        }
    })
}

/// A struct around one value is written as that value.
pub fn transparent() -> TokenStream {
    quote! {
        fn blank() -> Self {
            Self(Json::blank())
        }
        fn read(&mut self, reader: &mut Reader<'_>) {
            self.0.read(reader);
        }
        fn write(&self, writer: &mut Writer) {
            self.0.write(writer);
        }
    }
}

/// What is said in tokens about named fields, of a struct or of an enum's variant.
pub struct Record<'a> {
    pub names: Vec<&'a Ident>,
    pub types: Vec<&'a Type>,
    pub keys: Vec<TokenStream>,
    pub blanks: Vec<TokenStream>,
}

impl<'a> Record<'a> {
    pub fn of(fields: &'a FieldsNamed) -> syn::Result<Self> {
        let wires = fields.named.iter().map(Wire::of);
        let wires = wires.collect::<syn::Result<Vec<Wire>>>()?;
        Ok(Self {
            names: fields
                .named
                .iter()
                .filter_map(|field| field.ident.as_ref())
                .collect(),
            types: fields.named.iter().map(|field| &field.ty).collect(),
            keys: wires.iter().map(Wire::key).collect(),
            blanks: wires.into_iter().map(|wire| wire.blank).collect(),
        })
    }
}
