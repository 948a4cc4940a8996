//! Builds compact JSON. What is empty is left out, so no resource ever holds an empty array,
//! object or string (<https://hl7.org/fhir/R4/json.html#null>).

use std::borrow::Cow;

use bluebutton_record::json::write_string;

/// A JSON value on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json<'d> {
    /// Left out.
    Nothing,
    /// A string.
    Text(Cow<'d, str>),
    /// A number or boolean, written as it is; only made from checked text.
    Literal(Cow<'d, str>),
    /// A string with extensions, which stand beside it under `_name`.
    Extended(Cow<'d, str>, Object<'d>),
    /// An object.
    Object(Object<'d>),
    /// An array.
    List(Vec<Json<'d>>),
}

/// The members of an object, in the order in which they were put.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object<'d>(Vec<(&'static str, Json<'d>)>);

impl<'d> Object<'d> {
    /// An object without members.
    pub fn new() -> Self {
        Self::default()
    }

    /// A resource of that type.
    pub fn resource(kind: &'static str) -> Self {
        Self::new().with("resourceType", kind)
    }

    /// This object with one more member; nothing changes where the value is empty.
    pub fn with(mut self, name: &'static str, value: impl Into<Json<'d>>) -> Self {
        self.put(name, value);
        self
    }

    /// Adds a member; nothing changes where the value is empty.
    pub fn put(&mut self, name: &'static str, value: impl Into<Json<'d>>) {
        let value = value.into();
        if !value.is_empty() {
            self.0.push((name, value));
        }
    }

    /// Adds a member behind the first one (a resource's `id` behind its type).
    pub fn put_second(&mut self, name: &'static str, value: impl Into<Json<'d>>) {
        self.0.insert(self.0.len().min(1), (name, value.into()));
    }

    /// Whether it has no members.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a member of that name was put.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(own, _)| *own == name)
    }

    /// The value of a member, where it is text.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| *own == name).and_then(|(_, value)| match value {
            Json::Text(text) | Json::Literal(text) | Json::Extended(text, _) => Some(text.as_ref()),
            _ => None,
        })
    }

    /// The value of a member.
    pub fn get(&self, name: &str) -> Option<&Json<'d>> {
        self.0.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// This object with those members of another that it has not.
    pub fn or(mut self, other: &Self) -> Self {
        for (name, value) in &other.0 {
            if !self.has(name) {
                self.0.push((name, value.clone()));
            }
        }
        self
    }

    /// This object without a member.
    pub fn without(mut self, name: &str) -> Self {
        self.0.retain(|(own, _)| *own != name);
        self
    }

    /// This object with the members of another behind its own.
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The object as compact text.
    pub fn write(&self) -> String {
        let mut out = String::with_capacity(512);
        self.append(&mut out);
        out
    }

    fn append(&self, out: &mut String) {
        out.push('{');
        for (index, (name, value)) in self.0.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            out.push('"');
            out.push_str(name);
            out.push_str("\":");
            value.append(out);
            if let Json::Extended(_, extensions) = value {
                out.push_str(",\"_");
                out.push_str(name);
                out.push_str("\":");
                extensions.append(out);
            }
        }
        out.push('}');
    }
}

impl<'d> Json<'d> {
    /// The object, or the first of a list.
    pub fn first(&self) -> Option<&Object<'d>> {
        match self {
            Self::Object(object) => Some(object),
            Self::List(items) => items.first()?.first(),
            _ => None,
        }
    }
}

impl Json<'_> {
    fn is_empty(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Text(text) | Self::Literal(text) | Self::Extended(text, _) => {
                text.trim().is_empty()
            }
            Self::Object(object) => object.is_empty(),
            Self::List(items) => items.is_empty(),
        }
    }

    fn append(&self, out: &mut String) {
        match self {
            Self::Nothing => out.push_str("null"),
            // In a list the extensions have no place: the string stands alone.
            Self::Text(text) | Self::Extended(text, _) => write_string(out, text),
            Self::Literal(text) => out.push_str(text),
            Self::Object(object) => object.append(out),
            Self::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.append(out);
                }
                out.push(']');
            }
        }
    }
}

impl<'d> From<&'d str> for Json<'d> {
    fn from(text: &'d str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Json<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'d> From<Cow<'d, str>> for Json<'d> {
    fn from(text: Cow<'d, str>) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Json<'_> {
    fn from(value: bool) -> Self {
        Self::Literal(Cow::Borrowed(if value { "true" } else { "false" }))
    }
}

impl From<u32> for Json<'_> {
    fn from(value: u32) -> Self {
        Self::Literal(Cow::Owned(value.to_string()))
    }
}

impl<'d> From<Object<'d>> for Json<'d> {
    fn from(object: Object<'d>) -> Self {
        Self::Object(object)
    }
}

impl<'d, T: Into<Json<'d>>> From<Option<T>> for Json<'d> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

impl<'d, T: Into<Json<'d>>> From<Vec<T>> for Json<'d> {
    fn from(items: Vec<T>) -> Self {
        let items = items.into_iter().map(Into::into).filter(|item: &Json| !item.is_empty());
        Self::List(items.collect())
    }
}

/// A FHIR value that is only a reason why there is none: put under `_name`.
pub fn absent<'d>(reason: &'static str) -> Json<'d> {
    let extension = Object::new()
        .with("url", "http://hl7.org/fhir/StructureDefinition/data-absent-reason")
        .with("valueCode", reason);
    Object::new().with("extension", vec![extension]).into()
}

/// A JSON list of one thing.
pub fn one<'d>(value: impl Into<Json<'d>>) -> Json<'d> {
    vec![value.into()].into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_is_left_out() {
        let inner = Object::new().with("text", None::<&str>);
        let object = Object::resource("Basic")
            .with("code", inner)
            .with("note", vec![Json::from(""), Json::Nothing])
            .with("active", true)
            .with("title", "a \"b\"");
        assert_eq!(object.write(), r#"{"resourceType":"Basic","active":true,"title":"a \"b\""}"#);
    }
}
