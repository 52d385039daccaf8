//! Who may sign in, as what.

use shared::model::user::LEAST_PASSWORD;
use shared::model::{Role, User};
use shared::wire::account::{ChangeUser, NewUser};
use yew::prelude::*;

use super::visitor_card::VisitorCardForm;
use crate::api::office;
use crate::i18n::office::OfficeTexts;
use crate::i18n::office::places::PlaceTexts;
use crate::i18n::use_lang;
use crate::office::command::command;
use crate::office::desk::use_desk;
use crate::office::form::{Field, Pick, typed};
use crate::office::toast::Said;

#[component]
pub fn People() -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let may_change = desk.is_administrator();
    let rows = desk.users.iter().map(|user| {
        html! { <Person key={user.id.to_string()} user={user.clone()} {may_change} /> }
    });
    html! {
        <>
            <section>
                <div class="slot">if !may_change {
                    <p class="notice">{ lang.only_administrators() }</p>
                }</div>
                <div class="plain-table" tabindex="0" role="region" aria-label={lang.people()}>
                    <table>
                        <thead><tr>
                            <th scope="col">{ lang.person_name() }</th>
                            <th scope="col">{ lang.login_name() }</th>
                            <th scope="col">{ lang.col_role() }</th>
                            <th scope="col">{ lang.col_state() }</th>
                            <th scope="col"><span class="visually-hidden">{ lang.col_actions() }</span></th>
                        </tr></thead>
                        <tbody>{ for rows }</tbody>
                    </table>
                </div>
            </section>
            <section>
                if may_change {
                    <NewPerson />
                }
            </section>
        </>
    }
}

fn roles(lang: crate::i18n::Lang) -> Vec<(AttrValue, AttrValue)> {
    Role::ALL
        .map(|role| (format!("{role:?}").into(), lang.role(role).into()))
        .into()
}

fn role(value: &str) -> Option<Role> {
    Role::ALL
        .into_iter()
        .find(|role| format!("{role:?}") == value)
}

#[derive(Debug, Properties, PartialEq)]
struct PersonProps {
    user: User,
    may_change: bool,
}

#[component]
fn Person(props: &PersonProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let resetting = use_state_eq(|| false);
    let on_card = use_state_eq(|| false);
    let user = &props.user;
    let is_me = user.id == desk.session.user.id;
    let change = {
        let id = user.id;
        move |change: ChangeUser, words: String, undo: Option<ChangeUser>, done: Callback<()>| {
            let undo = undo.map(|undo| {
                let desk = desk.clone();
                Callback::from(move |()| {
                    let undo = undo.clone();
                    command(&desk, desk.reread.clone(), async move {
                        office::change_user(id, &undo).await?;
                        Ok(Said::done(lang.person_restored()))
                    });
                })
            });
            command(&desk, desk.reread.clone(), async move {
                office::change_user(id, &change).await?;
                done.emit(());
                let words = words.into();
                Ok(Said::Done { words, undo })
            });
        }
    };
    let on_role = {
        let (change, before) = (change.clone(), user.role);
        let name = user.name.clone();
        Callback::from(move |value: AttrValue| {
            let as_role = |role| ChangeUser {
                role: Some(role),
                ..ChangeUser::default()
            };
            if let Some(role) = role(&value) {
                let words = lang.role_set(&name, lang.role(role));
                change(
                    as_role(role),
                    words,
                    Some(as_role(before)),
                    Callback::noop(),
                );
            }
        })
    };
    let on_active = {
        let (change, active, name) = (change.clone(), user.active, user.name.clone());
        Callback::from(move |_: MouseEvent| {
            let as_active = |active| ChangeUser {
                active: Some(active),
                ..ChangeUser::default()
            };
            let words = if active {
                lang.person_stopped(&name)
            } else {
                lang.person_may_again(&name)
            };
            change(
                as_active(!active),
                words,
                Some(as_active(active)),
                Callback::noop(),
            );
        })
    };
    let on_password = {
        let (name, resetting) = (user.name.clone(), resetting.setter());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let password = ChangeUser {
                password: Some(typed(&event, "password")),
                ..ChangeUser::default()
            };
            let resetting = resetting.clone();
            // A password that is refused stays in its field.
            let done = Callback::from(move |()| resetting.set(false));
            change(password, lang.password_set(&name), None, done);
        })
    };
    let ask = {
        let resetting = resetting.clone();
        Callback::from(move |_: MouseEvent| resetting.set(!*resetting))
    };
    let show_card = {
        let on_card = on_card.clone();
        Callback::from(move |_: MouseEvent| on_card.set(!*on_card))
    };
    let close_card = {
        let on_card = on_card.setter();
        Callback::from(move |()| on_card.set(false))
    };
    html! {
        <tr>
            <th scope="row">{ &user.name }</th>
            <td>{ &user.login }</td>
            <td>
                if props.may_change && !is_me {
                    <Pick label={lang.role_of(&user.name)} quiet_label={true} options={roles(lang)} chosen={format!("{:?}", user.role)} on_pick={on_role} />
                } else {
                    <span>{ lang.role(user.role) }</span>
                }
            </td>
            <td><span class={classes!("state", if user.active { "done" } else { "second" })}>
                { if user.active { lang.may_sign_in() } else { lang.stopped() } }
            </span></td>
            <td>
                <div class="slot">if props.may_change {
                    <div class="actions">
                        <button type="button" class="button" onclick={ask} aria-expanded={resetting.to_string()}>{ lang.new_password() }</button>
                        <div class="slot">if user.role == Role::Visitor {
                            <button type="button" class="button" onclick={show_card} aria-expanded={on_card.to_string()}>{ lang.visitor_card() }</button>
                        }</div>
                        <div class="slot">if !is_me {
                            <button type="button" class="button" onclick={on_active}>
                                { if user.active { lang.stop_person() } else { lang.let_person_in() } }
                            </button>
                        }</div>
                    </div>
                }</div>
                <div class="slot">if *on_card {
                    <VisitorCardForm user={user.clone()} on_close={close_card} />
                }</div>
                <div class="slot">if *resetting {
                    <form class="row" onsubmit={on_password}>
                        <Field label={lang.new_password()} name="password" kind="password" hint={lang.password_rule(LEAST_PASSWORD)}
                            autocomplete="new-password" autofocus={true} />
                        <button type="submit" class="button main">{ lang.set_password() }</button>
                    </form>
                }</div>
            </td>
        </tr>
    }
}

#[component]
fn NewPerson() -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let as_role = use_state_eq(|| Role::Visitor);
    // Counts those created, so that the form starts empty again.
    let created = use_state_eq(|| 0_u32);
    let onsubmit = {
        let (role, created) = (*as_role, created.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let person = NewUser {
                login: typed(&event, "login").trim().to_lowercase(),
                name: typed(&event, "name").trim().to_owned(),
                role,
                password: typed(&event, "password"),
            };
            let created = created.clone();
            command(&desk, desk.reread.clone(), async move {
                office::create_user(&person).await?;
                created.set(*created + 1);
                Ok(Said::done(lang.person_created(&person.name)))
            });
        })
    };
    let on_pick = {
        let as_role = as_role.setter();
        Callback::from(move |value: AttrValue| as_role.set(role(&value).unwrap_or(Role::Visitor)))
    };
    html! {
        <>
            <h2>{ lang.new_person() }</h2>
            <form key={*created} class="stack half" {onsubmit}>
                <div class="row">
                    <Field label={lang.person_name()} name="name" />
                    <Field label={lang.login_name()} name="login" hint={lang.login_rule()} />
                </div>
                <div class="row">
                    <Pick label={lang.col_role()} options={roles(lang)} chosen={format!("{:?}", *as_role)} {on_pick} />
                    <Field label={lang.password()} name="password" kind="password" hint={lang.password_rule(LEAST_PASSWORD)} autocomplete="new-password" />
                </div>
                <div class="actions"><button type="submit" class="button main">{ lang.create_person() }</button></div>
            </form>
        </>
    }
}
