/**
 * What `shared-process.ts` starts: runs one command line of the built program after another in this process. A run
 * has ended when nothing is left to do, which is when a process of its own would end.
 */
const [node, program] = process.argv;
let runs = 0;

// Each start of the program adds its own listeners.
for (const emitter of [process, process.stdout, process.stderr]) emitter.setMaxListeners(0);

process.on("message", ({ words, env }) => {
  process.channel.unref();
  process.argv = [node, program, ...words];
  Object.assign(process.env, env);
  // Under another address the program starts anew; the modules that it imports are loaded once.
  import(`file://${program}?${++runs}`);
});

process.on("beforeExit", () => {
  // To the streams of the output, so that it comes after it.
  const end = `\0${process.exitCode}\0`;
  if (runs > 0) for (const stream of [process.stdout, process.stderr]) stream.write(end);
  process.channel.ref();
});
