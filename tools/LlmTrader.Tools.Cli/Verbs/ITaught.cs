namespace LlmTrader.Tools.Cli.Verbs;

/// <summary>A command whose help says more than its options.</summary>
internal interface ITaught
{
    /// <summary>What it does and what to expect: a few sentences, paragraphs separated by an empty line.</summary>
    string Teaching { get; }

    /// <summary>Command lines that work as they stand, or nearly.</summary>
    IReadOnlyList<Example> Examples { get; }
}

/// <param name="Line">What to type.</param>
/// <param name="Meaning">What that does, a few words.</param>
internal sealed record Example(string Line, string Meaning);
