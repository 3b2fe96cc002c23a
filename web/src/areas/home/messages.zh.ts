const zh = {
  login: {
    title: "登录",
    login: "账号",
    password: "密码",
    in: "登录",
    out: "退出",
    ended: "登录已过期",
    endedHint: "重新登录后，刚才的操作会接着完成，已填写的内容不会丢失。",
    switch: "换一个账号登录",
    accounts: "演示账号",
    accountsHint: "这是演示城市，数据均为虚构。点选一个账号即可填入。",
  },
  tasks: {
    greeting: "{name}，以下事项等待处理。",
    due: "期限 {day}",
    none: "没有待办事项",
    noneHint: "新的事项会出现在这里。",
    urgency: { overdue: "已逾期", today: "今天", week: "本周", later: "其他" },
  },
  coverage: {
    hint: "各县（市、区）和归口部门的全覆盖进度；点数字看名单。",
    byRegion: "按地区和部门看",
    byCounty: "按县（市、区）",
    byDepartment: "按归口部门",
    enterprises: "企业",
    aboveScale: "规上",
    innovating: "已开展创新",
    toHelp: "应帮扶",
    withoutDepartment: "无归口部门",
    withoutDepartmentList: "没有归口部门的企业（{count} 家）",
    covered: "已批准、发布或接受的结对所覆盖的企业",
    coveredBy: "已覆盖（按帮扶方）",
  },
};

export type Messages = typeof zh;
export default zh;
