using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tools.Cli.Verbs;

/// <summary>One thing that <c>llmtrader</c> does. A verb declares its options, teaches itself in its help, and runs.</summary>
/// <param name="name">As it is typed.</param>
/// <param name="summary">One line for the list of verbs.</param>
internal abstract class Verb(string name, string summary) : Command(name, summary), ITaught
{
    /// <inheritdoc/>
    public abstract string Teaching { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<Example> Examples { get; }

    /// <summary>Does it and returns the exit code. Throws for what stops it; see <see cref="Failure.From"/>.</summary>
    /// <param name="arguments">Parsed, and without an error.</param>
    /// <param name="session">Where the result goes.</param>
    public abstract int Run(ParseResult arguments, Session session);
}
