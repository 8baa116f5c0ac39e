using System.CommandLine;

namespace LlmTrader.Tools.Cli.Verbs;

/// <summary>Verbs that belong together under one word.</summary>
internal sealed class VerbGroup : Command, ITaught
{
    public VerbGroup(string name, string summary, string teaching, IReadOnlyList<Example> examples, params ReadOnlySpan<Command> verbs)
        : base(name, summary)
    {
        Teaching = teaching;
        Examples = examples;
        foreach (Command verb in verbs) { Subcommands.Add(verb); }
    }

    /// <inheritdoc/>
    public string Teaching { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Example> Examples { get; }
}
