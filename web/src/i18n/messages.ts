import adminEn from "@/areas/admin/messages.en";
import adminZh from "@/areas/admin/messages.zh";
import homeEn from "@/areas/home/messages.en";
import homeZh from "@/areas/home/messages.zh";
import matchingEn from "@/areas/matching/messages.en";
import matchingZh from "@/areas/matching/messages.zh";
import recordsEn from "@/areas/records/messages.en";
import recordsZh from "@/areas/records/messages.zh";
import enterpriseEn from "@/areas/enterprise/messages.en";
import enterpriseZh from "@/areas/enterprise/messages.zh";
import officeEn from "@/areas/office/messages.en";
import officeZh from "@/areas/office/messages.zh";
import supportEn from "@/areas/support/messages.en";
import supportZh from "@/areas/support/messages.zh";

import commonEn from "./en";
import commonZh from "./zh";

/** Every text of the workbench: what all areas share, and each area's own. No two may use the same first name (a test looks). */
export const PARTS_ZH = [commonZh, adminZh, homeZh, matchingZh, recordsZh, enterpriseZh, officeZh, supportZh];
export const PARTS_EN = [commonEn, adminEn, homeEn, matchingEn, recordsEn, enterpriseEn, officeEn, supportEn];

export const zh = { ...commonZh, ...adminZh, ...homeZh, ...matchingZh, ...recordsZh, ...enterpriseZh, ...officeZh, ...supportZh };
export const en = { ...commonEn, ...adminEn, ...homeEn, ...matchingEn, ...recordsEn, ...enterpriseEn, ...officeEn, ...supportEn };
