using System.Text.Json;
using LlmTrader.Tests.Integration.Admin;
using LlmTrader.Tools.Cli;
using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tests.Integration.Ctl;

/// <summary>A command line against a running engine, in this process, with its streams caught.</summary>
internal sealed record CtlRun(int ExitCode, string Output, string Error)
{
    public static Task<CtlRun> OfAsync(LiveRun run, params string[] args) => OfAsync(CancellationToken.None, ["ctl", .. args, "--socket", run.Options.SocketPath]);

    /// <param name="run">With the engine.</param>
    /// <param name="begun">Done once something is printed.</param>
    /// <param name="args">Behind ctl.</param>
    public static Task<CtlRun> OfAsync(LiveRun run, TaskCompletionSource begun, params string[] args) =>
        OfAsync(["ctl", .. args, "--socket", run.Options.SocketPath], () => new ToldWriter(begun), CancellationToken.None);

    public static Task<CtlRun> OfAsync(CancellationToken cancel, params string[] args) => OfAsync(args, () => new StringWriter(), cancel);

    private static Task<CtlRun> OfAsync(string[] args, Func<StringWriter> writer, CancellationToken cancel) => Task.Run(() =>
    {
        using StringWriter output = writer(), error = new();
        int exitCode = LlmTraderCommand.Run(args, new TerminalStreams(output, error, OutputIsTerminal: false, ErrorIsTerminal: false), cancel);
        return new CtlRun(exitCode, output.ToString(), error.ToString());
    });

    /// <summary>The output as one JSON document; anything beside it throws.</summary>
    public JsonElement Json() => JsonSerializer.Deserialize<JsonElement>(Output);

    private sealed class ToldWriter(TaskCompletionSource begun) : StringWriter
    {
        public override void Flush()
        {
            if (GetStringBuilder().Length > 0) { begun.TrySetResult(); }
        }
    }
}
