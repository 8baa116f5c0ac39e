using System.CommandLine;
using System.Text;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Guardrails;
using LlmTrader.Strategies.Models.Prompts;
using LlmTrader.Tools.Cli.Terminal;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Prompts;

/// <summary><c>llmtrader prompts test</c></summary>
internal sealed class PromptTestVerb : Verb
{
    private readonly Argument<string> _prompt = PromptOptions.Prompt();
    private readonly Option<string> _directory = PromptOptions.Directory();
    private readonly Option<int> _limit = OptionOf.Number("--limit", "BYTES", "The largest size of what is rendered.", 262_144, 1, int.MaxValue);

    public PromptTestVerb()
        : base("test", "Render a prompt with a sample and look at what comes out; no model is asked.")
    {
        Arguments.Add(_prompt);
        Options.Add(_directory);
        Options.Add(_limit);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Checks that the canary stands in the system's message, once, and nowhere else; that no secret is in what would be sent; that untrusted text stands between delimiters; that a prompt with a schema says JSON; "
        + "that the size is within --limit; and that it is rendered the same twice.\n\nExit code 1 when a check fails.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader prompts test actor", "the active version"), new("llmtrader prompts test prompts/actor.md --limit 65536", "a file, before it is activated")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        Prompt prompt = PromptOptions.Find(arguments.GetValue(_prompt)!, arguments.GetValue(_directory)!);
        Dictionary<string, string> sample = PromptOptions.Sample(prompt);
        IReadOnlyList<ModelMessage> messages = prompt.Render(sample, PromptOptions.Tokens);
        (string Check, bool Passed, string Value)[] checks = [.. Checks(prompt, sample, messages, arguments.GetValue(_limit))];
        bool hasPassed = checks.All(check => check.Passed);
        if (session.IsJson)
        {
            session.WriteJson(new { prompt.Id, prompt.Version, prompt.Hash, hasPassed, checks = checks.Select(check => new { check.Check, check.Passed, check.Value }) });
            return hasPassed ? ExitCode.Success : ExitCode.Finding;
        }

        Table table = Tables.Figures("check", "passed", "value");
        foreach ((string check, bool passed, string value) in checks) { table.Row(check, passed ? "yes" : "NO", value); }
        session.Write(table);
        return hasPassed ? ExitCode.Success : ExitCode.Finding;
    }

    private static IEnumerable<(string Check, bool Passed, string Value)> Checks(Prompt prompt, Dictionary<string, string> sample, IReadOnlyList<ModelMessage> messages, int limit)
    {
        RequestTokens tokens = PromptOptions.Tokens;
        int canaries = messages[0].Text.Split(tokens.Canary).Length - 1;
        yield return ("canary", canaries == 1 && !messages.Skip(1).Any(message => CanaryText.IsIn(message.Text, tokens.Canary)), $"{canaries} in the system's message");
        int secrets = messages.Sum(message => SecretRedaction.ByPattern.Of(message.Text).Count);
        yield return ("secrets", secrets == 0, Figure.Count(secrets));
        int untrusted = prompt.Variables.Count(variable => variable.Trust == VariableTrust.Untrusted), fences = messages.Sum(message => message.Text.Split($"\n{tokens.Fence}>>").Length - 1);
        yield return ("untrusted", fences >= untrusted, $"{Figure.Count(untrusted)} variables, {Figure.Count(fences)} between delimiters");
        yield return ("schema", prompt.Schema is null || messages.Any(message => message.Text.Contains("JSON", StringComparison.Ordinal)), prompt.Schema ?? "none");
        int bytes = messages.Sum(message => Encoding.UTF8.GetByteCount(message.Text));
        yield return ("size", bytes <= limit, $"{Figure.Bytes(bytes)} of {Figure.Bytes(limit)}");
        yield return ("repeatable", prompt.Render(sample, tokens).SequenceEqual(messages), "rendered twice");
    }
}
