import type { Messages } from "./messages.zh";

const en: Messages = {
  login: {
    title: "Log in",
    login: "Account",
    password: "Password",
    in: "Log in",
    out: "Log out",
    ended: "Your session has ended",
    endedHint: "Log in again and what you were doing goes on; nothing you typed is lost.",
    switch: "Use another account",
    accounts: "Demonstration accounts",
    accountsHint: "This city is made up. Choose an account to fill it in.",
  },
  tasks: {
    greeting: "{name}, this is waiting for you.",
    due: "Due {day}",
    none: "Nothing to do",
    noneHint: "New work will appear here.",
    urgency: { overdue: "Overdue", today: "Today", week: "This week", later: "Other" },
  },
  coverage: {
    hint: "How far helping reaches in every county and department; a figure opens its list.",
    byRegion: "By county and department",
    byCounty: "By county",
    byDepartment: "By department",
    enterprises: "Enterprises",
    aboveScale: "Above scale",
    innovating: "Innovating",
    toHelp: "To be helped",
    withoutDepartment: "No department",
    withoutDepartmentList: "Enterprises without a department ({count})",
    covered: "Enterprises with an approved, published or accepted pairing",
    coveredBy: "Covered, by kind of helper",
  },
};

export default en;
