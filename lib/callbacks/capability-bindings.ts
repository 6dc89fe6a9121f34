/** Which job a capability belongs to, for those that belong to the first job seen through them: the port. */
export type CapabilityBindings = {
  /**
   * The id of the job that owns the capability: the first that was ever bound to it, for ever, however many come at
   * once. Binding it again to its owner changes nothing.
   */
  bind(capabilityId: string, jobId: string): Promise<string>;
};
