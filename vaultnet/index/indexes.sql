-- made after a cold load: filling sorted tables first is faster than keeping these up row by row

create unique index note_path on note(path);
create index note_type on note(type, date);
create index name_note on name(note);
create index link_target on link(target, role) where target is not null;
create index link_key on link(key);
create index link_role on link(role, note, target, line) where role not in ('', 'who', 'task') and target is not null;
create index link_who on link(note, line, target) where role = 'who' and target is not null;
create index link_soft on link(soft) where soft > 0;
create index task_open on task(due) where status not in ('x', 'X', '-');
create index task_contact on task(note) where contact <> '';
create index entry_word on entry(word, date) where word <> '';
create index term_key on term(key, kind);
create index finding_note on finding(note);
create index rhythm_known on rhythm(known);
