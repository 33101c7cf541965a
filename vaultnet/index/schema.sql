-- The index: rows read from notes, disposable at any time. Raise SCHEMA in store.py when a line here changes its meaning.

create table meta(key text primary key, value text) without rowid;

-- the disk as it was last seen
create table file(note integer primary key, path text not null unique, stat blob not null, hash blob not null);

create table note(
  id integer primary key, path text not null, folder text not null, name text not null, type text not null,
  kind text not null, date text not null, status text not null, gathers integer not null
);

-- the frontmatter as it was read, as JSON; apart from `note`, so that walking over all notes stays cheap
create table front(note integer primary key, fields text not null);

-- what lists of people sort and filter by; snooze, birthday, stated are dates as written
create table person(
  note integer primary key, tier text not null, cadence integer, paused integer not null, confidential integer not null,
  snooze text not null, birthday text not null, organization text not null, title text not null, location text not null,
  relationship text not null, stated text not null
);

-- how a person can be named: rank 0 = the file's name, 1 = further names
create table name(key text not null, note integer not null, rank integer not null, text text not null,
  primary key(key, note, rank)) without rowid;

-- role: a frontmatter key, ".key" of an inline field, "who" (took part in an entry), "task", or ""; soft: 1 = by an alias,
-- 2 = by an ambiguous name
create table link(note integer not null, line integer not null, key text not null, role text not null, target integer,
  soft integer not null default 0, primary key(note, line, key, role)) without rowid;

create table entry(note integer not null, line integer not null, date text not null, word text not null,
  kind text not null, direction text not null, contact integer not null, own integer not null, names text not null,
  text text not null, fields text not null, primary key(note, line)) without rowid;

create table task(note integer not null, line integer not null, status text not null, side text not null,
  due text not null, done text not null, created text not null, scheduled text not null, cancelled text not null,
  recurrence text not null, was text not null, text text not null, contact text not null, nudged text not null,
  primary key(note, line)) without rowid;

create table term(note integer not null, kind text not null, key text not null, text text not null, line integer not null,
  primary key(note, kind, key, line)) without rowid;

create table finding(note integer, code text not null, severity text not null, path text not null, line integer not null,
  message text not null, hint text not null, source text not null);

-- when people were in contact, worked out from the view below whenever a note that bears on it changes: `last` = any
-- contact (and where it stands), `known` = the later of it and a stated one (and its ordinal), `came` = their last incoming line, `other` = the last contact that was no incoming line,
-- `mutual` = the last contact that was not only outgoing, `unanswered` = outgoing lines since then, gaps and their median
create table rhythm(person integer primary key, known text not null, known_day integer not null,
  known_path text not null, known_line integer not null, days integer not null,
  last text not null, last_path text not null, last_line integer not null, last_word text not null,
  came text not null, came_path text not null, came_line integer not null,
  other text not null, mutual text not null, unanswered integer not null, gaps integer not null, median real not null);

create table text(note integer primary key, names text not null, body text not null);
create virtual table fts using fts5(names, body, content='text', content_rowid='note',
  tokenize="unicode61 remove_diacritics 2");

create view contact(person, date, note, line, word, direction) as
  select e.note, e.date, e.note, e.line, e.word, e.direction from entry e where e.contact and e.own
  union all
  select l.target, e.date, e.note, e.line, e.word, e.direction
    from link l join entry e on e.note = l.note and e.line = l.line
    where l.role = 'who' and l.target is not null and e.contact and not (e.own and l.target = l.note)
  union all
  select l.target, n.date, n.id, l.line, case n.kind when '' then 'meeting' else n.kind end, ''
    from link l join note n on n.id = l.note
    where l.role = 'people' and l.target is not null and n.gathers
  union all
  select t.note, t.contact, t.note, t.line, 'task', '' from task t join person p on p.note = t.note where t.contact <> ''
  union all
  select l.target, t.contact, t.note, t.line, 'task', ''
    from link l join task t on t.note = l.note and t.line = l.line
    where l.role = 'task' and l.target is not null and t.contact <> ''
      and not exists (select 1 from person p where p.note = t.note);
