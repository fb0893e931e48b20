//! What an expression comes to for one token: every step is counted, so that nothing runs away (SECURITY.md R17).

use super::Facts;
use super::function::Function;
use super::operate;
use super::stop::{Evaluated, Reason, Stop, unfit};
use super::tree::{Kind, Node, Operator, Part, Variable, Walk};
use super::value::Value;
use crate::token::json;

/// How many steps one expression may take for one token.
pub(super) const MAX_STEPS: u32 = 100_000;

/// How many bytes one expression may make of texts and lists for one token.
const MAX_BYTES: usize = 1 << 20;

/// One run over one token.
pub(super) struct Run<'v> {
    facts: Facts<'v>,
    locals: Vec<Value<'v>>,
    steps: u32,
    bytes: usize,
    /// Where the budget was passed; from then on nothing has a value, so that no operator hides it.
    over: Option<Stop>,
}

impl<'v> Run<'v> {
    pub(super) fn new(facts: Facts<'v>) -> Self {
        Self::with_steps(facts, MAX_STEPS)
    }

    pub(super) fn with_steps(facts: Facts<'v>, steps: u32) -> Self {
        Self { facts, locals: Vec::new(), steps, bytes: MAX_BYTES, over: None }
    }

    /// Pays for work.
    pub(super) fn pay(&mut self, at: usize, steps: usize) -> Evaluated<()> {
        if let Some(over) = self.over {
            return Err(over);
        }
        match u32::try_from(steps).ok().and_then(|steps| self.steps.checked_sub(steps)) {
            Some(left) => self.steps = left,
            None => return Err(self.is_over(at, Reason::Steps)),
        }
        Ok(())
    }

    /// Pays for bytes that are about to be made.
    pub(super) fn pay_bytes(&mut self, at: usize, bytes: usize) -> Evaluated<()> {
        match self.bytes.checked_sub(bytes) {
            Some(left) => self.bytes = left,
            None => return Err(self.is_over(at, Reason::Memory)),
        }
        self.pay(at, bytes / 64)
    }

    fn is_over(&mut self, at: usize, reason: Reason) -> Stop {
        *self.over.get_or_insert(Stop::Failed(at, reason))
    }

    /// True or false.
    pub(super) fn decide(&mut self, node: &'v Node) -> Evaluated<bool> {
        match self.value(node)? {
            Value::Bool(flag) => Ok(flag),
            other => Err(unfit(node.at, &other)),
        }
    }

    /// What a node comes to. It recurses as deep as the tree is: [`super::tree::MAX_DEPTH`].
    pub(super) fn value(&mut self, node: &'v Node) -> Evaluated<Value<'v>> {
        let at = node.at;
        self.pay(at, 1)?;
        match &node.part {
            Part::Literal(literal) => Ok(Value::of_literal(literal)),
            Part::Variable(variable) => Ok(self.variable(*variable)),
            Part::Local(local) => self.locals.get(*local).cloned().ok_or(Stop::Missing),
            Part::Member(value, name) => {
                let value = self.value(value)?;
                self.member(at, &value, name)
            }
            Part::Has(value, name) => {
                let found = match self.value(value) {
                    Ok(value) => self.member(at, &value, name),
                    Err(stop) => Err(stop),
                };
                match found {
                    Ok(_) => Ok(Value::Bool(true)),
                    Err(Stop::Missing) => Ok(Value::Bool(false)),
                    Err(failed) => Err(failed),
                }
            }
            Part::Index(value, index) => {
                let (value, index) = (self.value(value)?, self.value(index)?);
                self.element(at, &value, &index)
            }
            Part::Not(value) => Ok(Value::Bool(!self.decide(value)?)),
            Part::Negate(value) => operate::negated(at, &self.value(value)?),
            Part::And(parts) => {
                self.joined(parts.iter(), true, |run, part| run.decide(part)).map(Value::Bool)
            }
            Part::Or(parts) => {
                self.joined(parts.iter(), false, |run, part| run.decide(part)).map(Value::Bool)
            }
            Part::Choice(parts) => {
                let [condition, yes, no] = &**parts;
                match self.decide(condition)? {
                    true => self.value(yes),
                    false => self.value(no),
                }
            }
            Part::Binary(operator, sides) => {
                let [left, right] = &**sides;
                let (left, right) = (self.value(left)?, self.value(right)?);
                self.combined(at, *operator, &left, &right)
            }
            Part::List(items) => {
                let items = items.iter().map(|item| self.value(item)).collect::<Evaluated<Vec<_>>>()?;
                Ok(Value::list(items))
            }
            Part::Map(entries) => self.map(entries),
            Part::Call(function, arguments) => self.call(at, *function, arguments),
            Part::Matches(value, pattern) => {
                let value = self.value(value)?;
                let text = value.text().ok_or_else(|| unfit(at, &value))?;
                self.pay(at, usize::try_from(pattern.cost(text)).unwrap_or(usize::MAX))?;
                Ok(Value::Bool(pattern.is_in(text)))
            }
            Part::Walk { walk, over, test, made, .. } => {
                let over = self.value(over)?;
                self.walk(at, *walk, &over, test.as_deref(), made.as_deref())
            }
        }
    }

    fn variable(&self, variable: Variable) -> Value<'v> {
        let json = |value: Option<json::Value<'v>>| value.map_or(Value::Null, Value::of_json);
        match variable {
            Variable::Token => json(Some(self.facts.token)),
            Variable::Parent => json(self.facts.parent),
            Variable::Chain => json(self.facts.chain),
            Variable::Now => Value::Int(self.facts.now.seconds()),
        }
    }

    fn member(&mut self, at: usize, value: &Value<'v>, name: &str) -> Evaluated<Value<'v>> {
        match value {
            // What a token does not say is null in our own elements.
            Value::Null => Err(Stop::Missing),
            Value::Json(json) if json.kind() == json::Kind::Object => {
                self.pay(at, value.count() / 32)?;
                json.get(name).map(Value::of_json).ok_or(Stop::Missing)
            }
            Value::Map(_) => self.element(at, value, &Value::made(name.to_owned())),
            other => Err(unfit(at, other)),
        }
    }

    fn element(&mut self, at: usize, value: &Value<'v>, index: &Value<'v>) -> Evaluated<Value<'v>> {
        match (value, index) {
            (Value::Null, _) | (_, Value::Null) => Err(Stop::Missing),
            (Value::Map(entries), index) => {
                self.pay(at, entries.len())?;
                let entry = entries.iter().find(|(key, _)| key.equals_plainly(index) == Some(true));
                entry.map(|(_, value)| value.clone()).ok_or(Stop::Missing)
            }
            (Value::Json(json), index) if json.kind() == json::Kind::Object => match index.text() {
                Some(name) => self.member(at, value, name),
                None => Err(unfit(at, index)),
            },
            (list, Value::Int(place)) if list.kind() == Kind::List => {
                let place = usize::try_from(*place).map_err(|_| Stop::Missing)?;
                let found = match list {
                    Value::List(items) => items.get(place).cloned(),
                    Value::Json(json) => json.items().nth(place).map(Value::of_json),
                    _ => None,
                };
                found.ok_or(Stop::Missing)
            }
            (list, index) if list.kind() == Kind::List => Err(unfit(at, index)),
            (other, _) => Err(unfit(at, other)),
        }
    }

    /// `&&` (which looks for a false) and `||` (which looks for a true): a part that has no value does not matter
    /// where another decides.
    fn joined<T>(
        &mut self,
        parts: impl Iterator<Item = T>,
        all: bool,
        mut decide: impl FnMut(&mut Self, T) -> Evaluated<bool>,
    ) -> Evaluated<bool> {
        let mut stopped: Option<Stop> = None;
        for part in parts {
            match decide(self, part) {
                Ok(flag) if flag != all => return Ok(flag),
                Ok(_) => {}
                Err(stop) => stopped = Some(stop.or_graver(stopped)),
            }
            if let Some(over) = self.over {
                return Err(over);
            }
        }
        stopped.map_or(Ok(all), Err)
    }

    fn combined(
        &mut self,
        at: usize,
        operator: Operator,
        left: &Value<'v>,
        right: &Value<'v>,
    ) -> Evaluated<Value<'v>> {
        match operator {
            Operator::Equal => self.equal(at, left, right).map(Value::Bool),
            Operator::Unequal => self.equal(at, left, right).map(|equal| Value::Bool(!equal)),
            Operator::In => self.is_in(at, left, right).map(Value::Bool),
            _ => operate::combined(self, at, operator, left, right),
        }
    }

    /// Equality of anything, without recursion: what a token holds may be deep.
    fn equal(&mut self, at: usize, left: &Value<'v>, right: &Value<'v>) -> Evaluated<bool> {
        let mut open = vec![(left.clone(), right.clone())];
        while let Some((a, b)) = open.pop() {
            let length = a.text().map_or(0, str::len).min(b.text().map_or(0, str::len));
            self.pay(at, length.saturating_div(64).saturating_add(1))?;
            match a.equals_plainly(&b) {
                Some(true) => {}
                Some(false) => return Ok(false),
                None => {
                    let (count, other) = (a.count(), b.count());
                    self.pay(at, count.saturating_add(other))?;
                    if count != other {
                        return Ok(false);
                    }
                    let is_list = a.kind() == Kind::List;
                    for (key, second) in
                        a.elements().into_iter().flatten().zip(b.elements().into_iter().flatten())
                    {
                        if is_list {
                            open.push((key, second));
                            continue;
                        }
                        match (self.element(at, &a, &key), self.element(at, &b, &key)) {
                            (Ok(one), Ok(two)) => open.push((one, two)),
                            (_, Err(Stop::Missing)) => return Ok(false),
                            (Err(stop), _) | (_, Err(stop)) => return Err(stop),
                        }
                    }
                }
            }
        }
        Ok(true)
    }

    fn is_in(&mut self, at: usize, value: &Value<'v>, many: &Value<'v>) -> Evaluated<bool> {
        if let Value::Null = many {
            return Err(Stop::Missing);
        }
        let elements = many.elements().ok_or_else(|| unfit(at, many))?;
        for element in elements {
            if self.equal(at, &element, value)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn map(&mut self, entries: &'v [(Node, Node)]) -> Evaluated<Value<'v>> {
        let mut made: Vec<(Value<'v>, Value<'v>)> = Vec::new();
        for (key, value) in entries {
            let at = key.at;
            let (key, value) = (self.value(key)?, self.value(value)?);
            if !matches!(key.kind(), Kind::Bool | Kind::Int | Kind::Text) {
                return Err(unfit(at, &key));
            }
            self.pay(at, made.len())?;
            if made.iter().any(|(other, _)| other.equals_plainly(&key) == Some(true)) {
                return Err(Stop::Failed(at, Reason::RepeatedKey));
            }
            made.push((key, value));
        }
        Ok(Value::Map(made.into()))
    }

    fn call(&mut self, at: usize, function: Function, arguments: &'v [Node]) -> Evaluated<Value<'v>> {
        let values = arguments.iter().map(|node| self.value(node)).collect::<Evaluated<Vec<_>>>()?;
        let mut values = values.into_iter();
        let (first, second) = (values.next().unwrap_or(Value::Null), values.next());
        operate::call(self, at, function, &first, second.as_ref())
    }

    /// What a node comes to while the innermost variable is this.
    fn with(&mut self, element: Value<'v>, node: &'v Node) -> Evaluated<Value<'v>> {
        self.locals.push(element);
        let found = self.value(node);
        self.locals.pop();
        found
    }

    fn walk(
        &mut self,
        at: usize,
        walk: Walk,
        over: &Value<'v>,
        test: Option<&'v Node>,
        made: Option<&'v Node>,
    ) -> Evaluated<Value<'v>> {
        if let Value::Null = over {
            return Err(Stop::Missing);
        }
        let elements = over.elements().ok_or_else(|| unfit(at, over))?;
        let fits = |run: &mut Self, element: Value<'v>| match test {
            None => Ok(true),
            Some(test) => match run.with(element, test)? {
                Value::Bool(flag) => Ok(flag),
                other => Err(unfit(test.at, &other)),
            },
        };
        match walk {
            Walk::All => self.joined(elements, true, fits).map(Value::Bool),
            Walk::Exists => self.joined(elements, false, fits).map(Value::Bool),
            Walk::ExistsOne => {
                let mut count = 0_usize;
                for element in elements {
                    count = count.saturating_add(usize::from(fits(self, element)?));
                }
                Ok(Value::Bool(count == 1))
            }
            Walk::Filter | Walk::Map => {
                let mut kept = Vec::new();
                for element in elements {
                    if !fits(self, element.clone())? {
                        continue;
                    }
                    self.pay_bytes(at, size_of::<Value<'_>>())?;
                    kept.push(match made {
                        Some(node) => self.with(element, node)?,
                        None => element,
                    });
                }
                Ok(Value::list(kept))
            }
        }
    }
}
