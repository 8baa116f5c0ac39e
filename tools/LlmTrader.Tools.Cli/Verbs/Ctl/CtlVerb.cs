using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Admin.Client;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary>One thing that can be asked of a running engine, as a row of a table of verbs.</summary>
internal sealed class CtlVerb : Verb
{
    private readonly EngineOptions _engine;
    private readonly Func<ParseResult, EngineCall, int> _run;

    /// <param name="engine">Which engine.</param>
    /// <param name="name">As it is typed.</param>
    /// <param name="summary">One line for the list of verbs.</param>
    /// <param name="teaching">Its help.</param>
    /// <param name="examples">Of its help.</param>
    /// <param name="run">Does it, and returns the exit code.</param>
    /// <param name="symbols">Its arguments and options.</param>
    public CtlVerb(EngineOptions engine, string name, string summary, string teaching, IReadOnlyList<Example> examples, Func<ParseResult, EngineCall, int> run, params ReadOnlySpan<Symbol> symbols)
        : base(name, summary)
    {
        (_engine, Teaching, Examples, _run) = (engine, teaching, examples, run);
        foreach (Symbol symbol in symbols)
        {
            if (symbol is Argument argument) { Arguments.Add(argument); } else { Options.Add((Option)symbol); }
        }
    }

    /// <inheritdoc/>
    public override string Teaching { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples { get; }

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        using AdminClient client = new(_engine.Find(arguments, session));
        return _run(arguments, new EngineCall(client, session));
    }
}
