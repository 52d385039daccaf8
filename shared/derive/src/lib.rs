//! `#[derive(Json)]`: the same JSON that serde writes and reads, in much less WebAssembly.
//!
//! It reads serde's own attributes, so that a type says once what it looks like on the wire, and a
//! new field costs one line. It knows what `shared` uses of them; anything else doesn't compile.

mod attributes;
mod choice;
mod record;

use proc_macro::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, parse_macro_input, parse_quote};

use attributes::Container;

/// See the crate's documentation and `shared::json`.
#[proc_macro_derive(Json, attributes(serde))]
pub fn json(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input)
        .unwrap_or_else(Error::into_compile_error)
        .into()
}

fn expand(input: &DeriveInput) -> syn::Result<proc_macro2::TokenStream> {
    let mut generics = input.generics.clone();
    for parameter in generics.type_params_mut() {
        parameter.bounds.push(parse_quote!(::shared::json::Json));
    }
    let (of, arguments, bounds) = generics.split_for_impl();
    let container = Container::of(&input.attrs)?;
    let name = &input.ident;
    let functions = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => record::functions(fields)?,
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => record::transparent(),
            other => return Err(Error::new_spanned(other, "Json needs named fields")),
        },
        Data::Enum(data) => choice::functions(&container, data)?,
        Data::Union(_) => return Err(Error::new_spanned(name, "Json isn't derived for unions")),
    };
    Ok(quote! {
        const _: () = {
            use ::shared::json::{Json, Key, Reader, Writer};
            impl #of Json for #name #arguments #bounds { #functions }
        };
    })
}
