# Measured values: units, usual ranges, how a value stands.

## Units

unit-tablet = { $count ->
    [one] tablet
   *[other] tablets
 }
unit-tablet-extended = { $count ->
    [one] extended-release tablet
   *[other] extended-release tablets
 }
unit-tablet-delayed = { $count ->
    [one] delayed-release tablet
   *[other] delayed-release tablets
 }
unit-tablet-coated = { $count ->
    [one] coated tablet
   *[other] coated tablets
 }
unit-tablet-chewable = { $count ->
    [one] chewable tablet
   *[other] chewable tablets
 }
unit-tablet-dissolving = { $count ->
    [one] tablet that melts on the tongue
   *[other] tablets that melt on the tongue
 }
unit-tablet-soluble = { $count ->
    [one] soluble tablet
   *[other] soluble tablets
 }
unit-capsule = { $count ->
    [one] capsule
   *[other] capsules
 }
unit-capsule-extended = { $count ->
    [one] extended-release capsule
   *[other] extended-release capsules
 }
unit-capsule-delayed = { $count ->
    [one] delayed-release capsule
   *[other] delayed-release capsules
 }
unit-puff = { $count ->
    [one] puff
   *[other] puffs
 }
unit-spray = { $count ->
    [one] spray
   *[other] sprays
 }
unit-drop = { $count ->
    [one] drop
   *[other] drops
 }
unit-patch = { $count ->
    [one] patch
   *[other] patches
 }
unit-suppository = { $count ->
    [one] suppository
   *[other] suppositories
 }
unit-inhaler = { $count ->
    [one] inhaler
   *[other] inhalers
 }
unit-cartridge = { $count ->
    [one] cartridge
   *[other] cartridges
 }
unit-application = { $count ->
    [one] application
   *[other] applications
 }
unit-packet = { $count ->
    [one] packet
   *[other] packets
 }
unit-vial = { $count ->
    [one] vial
   *[other] vials
 }
unit-ampule = { $count ->
    [one] ampule
   *[other] ampules
 }
unit-lozenge = { $count ->
    [one] lozenge
   *[other] lozenges
 }
unit-dose = { $count ->
    [one] dose
   *[other] doses
 }
unit-syringe = { $count ->
    [one] syringe
   *[other] syringes
 }
unit-tablespoon = { $count ->
    [one] tablespoon
   *[other] tablespoons
 }
unit-teaspoon = { $count ->
    [one] teaspoon
   *[other] teaspoons
 }
unit-unit = { $count ->
    [one] unit
   *[other] units
 }
unit-international = { $count ->
    [one] international unit
   *[other] international units
 }
unit-year = { $count ->
    [one] year
   *[other] years
 }
unit-month = { $count ->
    [one] month
   *[other] months
 }
unit-week = { $count ->
    [one] week
   *[other] weeks
 }
unit-day = { $count ->
    [one] day
   *[other] days
 }
unit-hour = { $count ->
    [one] hour
   *[other] hours
 }
unit-minute = { $count ->
    [one] minute
   *[other] minutes
 }
unit-second = { $count ->
    [one] second
   *[other] seconds
 }
unit-point = { $count ->
    [one] point
   *[other] points
 }
unit-pack-year = { $count ->
    [one] pack-year
   *[other] pack-years
 }
unit-pack-per-day = { $count ->
    [one] pack a day
   *[other] packs a day
 }
unit-mg-per-puff = mg per puff
unit-mcg-per-puff = mcg per puff
unit-per-minute = per minute
unit-per-hour = per hour
unit-per-day = per day
unit-per-week = per week

## The same in the units that people think in

amount-without-unit = { $count } (its source does not say of what)
value-percent = { $value }%
value-beside = { $value } ({ $beside })
beside-pounds = { $value } lb
beside-pounds-ounces = { $pounds } lb { $ounces } oz
beside-feet-inches = { $feet } ft { $inches } in
beside-inches = { $value } in
beside-fahrenheit = { $value } °F

## Usual ranges

range-over = more than { $low }
range-under = less than { $high }

## Where the sender's mark and the range printed with a value disagree

standing-marked-usual = Marked normal by the sender, but outside the range printed with it: ask
standing-marked-unusual = Marked as not normal by the sender, but inside the range printed with it: ask
standing-marked-otherwise = The sender's mark and the range printed with it do not agree: ask

## Where the sender's mark is all that says how a value stands

marked-usual = Marked normal by the sender
marked-high = Marked high by the sender
marked-low = Marked low by the sender
marked-far-high = Marked very high by the sender
marked-far-low = Marked very low by the sender
marked-unusual = Marked as not normal by the sender
marked-no-range = { $marked }; no range given

## Blood pressure

pressure-upper = Upper number: { $standing }.
pressure-lower = Lower number: { $standing }.
