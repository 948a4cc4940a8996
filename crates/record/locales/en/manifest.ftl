# What is in a file and what is not.

manifest-title = What is in here
manifest-everything = This is the whole record as we held it on { $made }.
manifest-part = This is a part of the record as we held it on { $made }: { $part }.
manifest-between = from { $from } to { $to }
manifest-since = from { $from } on
manifest-until = up to { $to }
manifest-visit = one visit
manifest-total = { $count ->
    [0] It holds no entries.
    [one] It holds one entry.
   *[other] It holds { $count } entries.
  }
manifest-left-out = { $count ->
    [one] One entry of the record was not asked for and is not in here.
   *[other] { $count } entries of the record were not asked for and are not in here.
  }
manifest-undated = { $count ->
    [one] One entry has no date. It is in here, so that it is not lost.
   *[other] { $count } entries have no date. They are in here, so that they are not lost.
  }
manifest-withheld = { $count ->
    [one] One entry is not shown: { $rule }.
   *[other] { $count } entries are not shown: { $rule }.
  }
manifest-unreadable = { $count ->
    [one] One entry could not be read. It is kept; please ask us about it.
   *[other] { $count } entries could not be read. They are kept; please ask us about them.
  }
manifest-sources = Where the entries come from
manifest-section = Part of the record
manifest-included = In here
manifest-not-included = Not in here
withheld-caregiver-limit = the patient chose what a caregiver may see
withheld-unknown-rule = a rule of this organization
