// Loaded before a program (`node --import`): says at its end the processor time that it took, in microseconds, and the most memory
// that it had, in MiB, as the last line of stderr.
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stderr.write(`\nusage ${userCPUTime + systemCPUTime} ${maxRSS / 1024}\n`);
});
