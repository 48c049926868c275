// SPDX-License-Identifier: GPL-3.0-or-later
// judge.js FOLDER FIRST LAST PLACE…: the public holidays that the npm package date-holidays knows; a place, a day and a name in a line.
"use strict";

const Holidays = require(require.resolve("date-holidays", { paths: [process.argv[2]] }));

for (const place of process.argv.slice(5)) {
  const [country, region] = place.split("-");
  const calendar = region ? new Holidays(country, region) : new Holidays(country);
  for (let year = Number(process.argv[3]); year <= Number(process.argv[4]); year++)
    for (const holiday of calendar.getHolidays(year) || [])
      if (holiday.type === "public") console.log(`${place}\t${holiday.date.slice(0, 10)}\t${holiday.name}`);
}
