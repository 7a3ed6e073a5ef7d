/** The arguments of a call: the input may be left out where it may be `undefined`. */
export type InputArgs<In> = undefined extends In ? [input?: In] : [input: In];
