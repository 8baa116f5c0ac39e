using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tools.Cli.Verbs;

/// <summary><c>llmtrader init</c></summary>
internal sealed class InitVerb : Verb
{
    private readonly Option<string> _profile = OptionOf.Choice(
        "--profile", "demo trades a simulated market; crypto-paper trades Binance spot on paper.", EngineProfile.Names[0], [.. EngineProfile.Names.Select(name => (name, name))]);

    private readonly Option<string?> _to = OptionOf.Text("--to", "DIR", "Where to; the working directory when left out.");
    private readonly Option<bool> _force = OptionOf.Flag("--force", "Replace files that lie there.");

    public InitVerb()
        : base("init", "Write a commented configuration to begin with, with a rule set beside it.")
    {
        Options.Add(_profile);
        Options.Add(_to);
        Options.Add(_force);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Writes engine.yaml, moving-average-cross.yaml and engine.schema.json, which lets editors complete the keys. Both profiles trade on paper: fills are simulated, and nothing needs a key. "
        + "Nothing that lies there is replaced without --force.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader init --to my-engine", "a simulated market"),
        new("llmtrader init --profile crypto-paper --to btc", "Binance spot, on paper"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string profile = arguments.GetValue(_profile)!;
        IReadOnlyList<string> files = EngineProfile.Write(profile, arguments.GetValue(_to) ?? ".", arguments.GetValue(_force));
        if (session.IsJson)
        {
            session.WriteJson(new { profile, files });
            return ExitCode.Success;
        }

        foreach (string file in files) { session.WriteLine($"wrote {file}"); }
        session.WriteLine();
        session.WriteLine($"Next: llmtrader doctor --config {files[0]}, then llmtrader engine --config {files[0]}");
        return ExitCode.Success;
    }
}
