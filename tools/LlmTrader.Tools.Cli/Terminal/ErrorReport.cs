using System.Text.Json;

namespace LlmTrader.Tools.Cli.Terminal;

/// <summary>Tells of a failure: one or two lines for a person, a document for a program, and the trace only when asked for.</summary>
internal static class ErrorReport
{
    /// <summary>Set to 1 to see the stack trace of what stopped a command.</summary>
    public const string TraceVariable = "LLMTRADER_TRACE";

    /// <summary>Prints the failure and returns its exit code.</summary>
    /// <param name="streams">Where to.</param>
    /// <param name="asDocument">The caller reads JSON and has got none yet: the failure is the one document.</param>
    /// <param name="failure">What happened.</param>
    /// <param name="exception">Its cause, for the trace.</param>
    public static int Print(TerminalStreams streams, bool asDocument, Failure failure, Exception? exception = null)
    {
        streams.Error.WriteLine($"llmtrader: {failure.Message}");
        if (failure.Next is not null) { streams.Error.WriteLine(failure.Next); }
        if (exception is not null && Environment.GetEnvironmentVariable(TraceVariable) == "1") { streams.Error.WriteLine(exception); }
        if (asDocument)
        {
            var document = new { error = failure.Message, next = failure.Next, exitCode = failure.ExitCode };
            streams.Output.WriteLine(JsonSerializer.Serialize(document, JsonFormat.Options));
        }

        return failure.ExitCode;
    }
}
