//! Enums: the name of the variant outside of its content (`{"visit": {…}}`, or `"absent"` alone), or
//! as a tag among its fields.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DataEnum, Error, Fields, Variant};

use crate::attributes::{Container, is_other};
use crate::record::Record;

pub fn functions(container: &Container, data: &DataEnum) -> syn::Result<TokenStream> {
    let mut names = Vec::new();
    let mut reading = Vec::new();
    let mut writing = Vec::new();
    let mut other = quote!(reader.fail("not a word known here"));
    for variant in &data.variants {
        let place = names.len();
        let name = container.name_of(variant);
        let arms = match &container.tag {
            None => outside(variant, &name)?,
            Some(tag) => among_fields(variant, tag, &name)?,
        };
        let read = arms.read;
        if is_other(variant)? {
            let ident = &variant.ident;
            other = quote! { reader.skip_content(&form); *self = Self::#ident; };
        } else {
            reading.push(quote!(#place => { #read }));
            names.push(name);
        }
        writing.push(arms.write);
    }
    let first = data
        .variants
        .first()
        .ok_or_else(|| Error::new_spanned(&data.variants, "Json needs a variant"))?;
    let blank = blank(first)?;
    let form = match &container.tag {
        None => quote!(reader.variant(&[#(#names),*])),
        Some(tag) => quote!(reader.tagged(#tag, &[#(#names),*])),
    };
    Ok(quote! {
        fn blank() -> Self {
            #blank
        }
        fn read(&mut self, reader: &mut Reader<'_>) {
            let form = #form;
            match form.place {
                #(#reading)*
                _ => { #other }
            }
            reader.close(&form);
        }
        fn write(&self, writer: &mut Writer) {
            match self { #(#writing)* }
        }
    })
}

struct Arms {
    /// Statements that put the variant into `self`.
    read: TokenStream,
    /// An arm of `match self`.
    write: TokenStream,
}

fn outside(variant: &Variant, name: &str) -> syn::Result<Arms> {
    let ident = &variant.ident;
    Ok(match &variant.fields {
        Fields::Unit => Arms {
            read: quote! { reader.no_content(&form); *self = Self::#ident; },
            write: quote! { Self::#ident => writer.text(#name), },
        },
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            let content = fields.unnamed.iter().map(|field| &field.ty);
            Arms {
                read: quote! {
                    #(let mut content: #content = Json::blank();)*
                    reader.content(&form, &mut content);
                    *self = Self::#ident(content);
                },
                write: quote! { Self::#ident(content) => writer.variant(#name, content), },
            }
        }
        Fields::Named(fields) => {
            let Record {
                names,
                types,
                keys,
                blanks,
            } = Record::of(fields)?;
            Arms {
                read: quote! {
                    #(let mut #names: #types = #blanks;)*
                    reader.fields(&form, &[#(#keys),*], &mut [#(&mut #names),*]);
                    *self = Self::#ident { #(#names),* };
                },
                write: quote! {
                    Self::#ident { #(#names),* } => {
                        writer.variant_fields(#name, &[#(#keys),*], &[#(#names),*]);
                    }
                },
            }
        }
        Fields::Unnamed(fields) => {
            return Err(Error::new_spanned(
                fields,
                "Json needs one value or named fields",
            ));
        }
    })
}

fn among_fields(variant: &Variant, tag: &str, name: &str) -> syn::Result<Arms> {
    let ident = &variant.ident;
    Ok(match &variant.fields {
        Fields::Unit => Arms {
            read: quote! { reader.skip_content(&form); *self = Self::#ident; },
            write: quote! { Self::#ident => writer.tagged_fields(#tag, #name, &[], &[]), },
        },
        Fields::Named(fields) => {
            let Record {
                names,
                types,
                keys,
                blanks,
            } = Record::of(fields)?;
            Arms {
                read: quote! {
                    #(let mut #names: #types = #blanks;)*
                    reader.object(&[#(#keys),*], &mut [#(&mut #names),*]);
                    *self = Self::#ident { #(#names),* };
                },
                write: quote! {
                    Self::#ident { #(#names),* } => {
                        writer.tagged_fields(#tag, #name, &[#(#keys),*], &[#(#names),*]);
                    }
                },
            }
        }
        Fields::Unnamed(fields) => {
            return Err(Error::new_spanned(
                fields,
                "a tag inside needs named fields",
            ));
        }
    })
}

fn blank(variant: &Variant) -> syn::Result<TokenStream> {
    let ident = &variant.ident;
    Ok(match &variant.fields {
        Fields::Unit => quote!(Self::#ident),
        Fields::Unnamed(_) => quote!(Self::#ident(Json::blank())),
        Fields::Named(fields) => {
            let Record { names, blanks, .. } = Record::of(fields)?;
            quote!(Self::#ident { #(#names: #blanks),* })
        }
    })
}
