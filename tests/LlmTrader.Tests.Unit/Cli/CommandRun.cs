using System.Text.Json;
using LlmTrader.Tools.Cli;
using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tests.Unit.Cli;

/// <summary>One command line, run in this process with its streams caught.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    public static CommandRun Of(params string[] args) => Of(CancellationToken.None, args);

    public static CommandRun Of(CancellationToken cancellation, params string[] args) => Run(null, args, cancellation);

    /// <summary>As a person sees it in a window of so many columns.</summary>
    public static CommandRun OfWidth(int width, params string[] args) => Run(width, args, CancellationToken.None);

    private static CommandRun Run(int? width, string[] args, CancellationToken cancellation)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exitCode = LlmTraderCommand.Run(args, new TerminalStreams(output, error, OutputIsTerminal: width is not null, ErrorIsTerminal: false) { Width = width }, cancellation);
        return new CommandRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>The output as one JSON document; anything beside it throws.</summary>
    public JsonElement Json() => JsonSerializer.Deserialize<JsonElement>(Output);
}
