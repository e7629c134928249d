/*
 * What tests start runs as it would outside of them: the runner's loaders, which it hands on by the environment, cost a
 * command several seconds of its start.
 */
delete process.env.NODE_OPTIONS
