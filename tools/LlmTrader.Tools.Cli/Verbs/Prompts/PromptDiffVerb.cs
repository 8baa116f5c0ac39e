using System.CommandLine;
using LlmTrader.Strategies.Models.Prompts;
using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tools.Cli.Verbs.Prompts;

/// <summary><c>llmtrader prompts diff</c></summary>
internal sealed class PromptDiffVerb : Verb
{
    private readonly Argument<string> _before = PromptOptions.Prompt("A");
    private readonly Argument<string> _after = PromptOptions.Prompt("B");
    private readonly Option<string> _directory = PromptOptions.Directory();

    public PromptDiffVerb()
        : base("diff", "Compare two prompts line by line.")
    {
        Arguments.Add(_before);
        Arguments.Add(_after);
        Options.Add(_directory);
    }

    /// <inheritdoc/>
    public override string Teaching => "- is what only A says and + what only B says, each with the line that it has there.\n\nExit code 0 when both are the same, 1 when something differs.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader prompts diff actor@1 prompts/actor.md", "what did I change?")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string directory = arguments.GetValue(_directory)!;
        Prompt before = PromptOptions.Find(arguments.GetValue(_before)!, directory), after = PromptOptions.Find(arguments.GetValue(_after)!, directory);
        List<(char Sign, int Line, string Text)> differences = Differences(before.Text.Split('\n'), after.Text.Split('\n'));
        if (session.IsJson)
        {
            session.WriteJson(new { isSame = before.Hash == after.Hash, a = new { before.File, before.Hash }, b = new { after.File, after.Hash }, differences = differences.Select(one => new { side = one.Sign == '-' ? "a" : "b", one.Line, one.Text }) });
            return before.Hash == after.Hash ? ExitCode.Success : ExitCode.Finding;
        }

        if (before.Hash == after.Hash) { session.WriteLine("same"); return ExitCode.Success; }
        session.WriteLine($"--- {before.File}");
        session.WriteLine($"+++ {after.File}");
        foreach ((char sign, int line, string text) in differences) { session.WriteLine($"{sign} {line}: {text}"); }
        if (differences.Count == 0) { session.WriteLine("Only the line breaks differ."); }
        return ExitCode.Finding;
    }

    // By the longest common subsequence: prompts are short.
    private static List<(char Sign, int Line, string Text)> Differences(string[] before, string[] after)
    {
        int[,] common = new int[before.Length + 1, after.Length + 1];
        for (int i = before.Length - 1; i >= 0; i--)
        {
            for (int j = after.Length - 1; j >= 0; j--) { common[i, j] = before[i] == after[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]); }
        }

        List<(char, int, string)> differences = [];
        for (int i = 0, j = 0; i < before.Length || j < after.Length;)
        {
            if (i < before.Length && j < after.Length && before[i] == after[j]) { i++; j++; }
            else if (j == after.Length || (i < before.Length && common[i + 1, j] >= common[i, j + 1])) { differences.Add(('-', i + 1, before[i++])); }
            else { differences.Add(('+', j + 1, after[j++])); }
        }

        return differences;
    }
}
