namespace LlmTrader.Tools.Cli;

/// <summary>A command line that parses but can't be used; ends the process with <see cref="ExitCode.Usage"/>.</summary>
/// <param name="message">What is wrong, one sentence.</param>
/// <param name="inner">Where it was found, for a trace.</param>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
