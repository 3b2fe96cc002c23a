const zh = {};

export type Messages = typeof zh;
export default zh;
