namespace LlmTrader.Tools.Cli.Terminal;

/// <summary>Where a command writes.</summary>
/// <param name="Output">Results only.</param>
/// <param name="Error">Errors, warnings and the progress bar.</param>
/// <param name="OutputIsTerminal">A person looks at the results: tables fit the window.</param>
/// <param name="ErrorIsTerminal">A person looks at the errors: a progress bar makes sense.</param>
internal sealed record TerminalStreams(TextWriter Output, TextWriter Error, bool OutputIsTerminal, bool ErrorIsTerminal)
{
    /// <summary>Columns of the window in which a person looks at the results; null asks the console.</summary>
    public int? Width { get; init; }
}
