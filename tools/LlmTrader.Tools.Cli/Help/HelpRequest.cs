namespace LlmTrader.Tools.Cli.Help;

/// <summary><c>llmtrader help VERB</c>, as many programs have it.</summary>
internal static class HelpRequest
{
    private const string Word = "help";

    /// <summary>The same as <c>llmtrader VERB --help</c>; anything else as it is.</summary>
    public static IReadOnlyList<string> AsOption(IReadOnlyList<string> args) => args.Count > 0 && args[0] == Word ? [.. args.Skip(1), "--help"] : args;
}
