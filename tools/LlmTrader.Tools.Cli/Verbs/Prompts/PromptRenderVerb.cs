using System.CommandLine;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Prompts;
using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tools.Cli.Verbs.Prompts;

/// <summary><c>llmtrader prompts render</c></summary>
internal sealed class PromptRenderVerb : Verb
{
    private readonly Argument<string> _prompt = PromptOptions.Prompt();
    private readonly Option<string> _directory = PromptOptions.Directory();
    private readonly Option<string[]> _values = OptionOf.Texts("--set", "NAME=VALUE", "A variable's value in place of the sample's; NAME=@FILE reads it from a file.");

    public PromptRenderVerb()
        : base("render", "Print what a model would read, with sample values or one's own.")
    {
        Arguments.Add(_prompt);
        Options.Add(_directory);
        Options.Add(_values);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Variables have the values of a small market that never was, unless --set gives them. Delimiters and canary are those of this verb and never those of a call. No model is asked.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader prompts render checker", "with the sample"), new("llmtrader prompts render actor@1 --set symbols=BTCUSDT --json", "a version, with a value of one's own")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        Prompt prompt = PromptOptions.Find(arguments.GetValue(_prompt)!, arguments.GetValue(_directory)!);
        Dictionary<string, string> values = PromptOptions.Sample(prompt);
        foreach (string given in arguments.GetValue(_values)!) { Set(values, given, prompt); }
        IReadOnlyList<ModelMessage> messages = prompt.Render(values, PromptOptions.Tokens);
        if (session.IsJson) { session.WriteJson(new { prompt.Id, prompt.Version, prompt.Hash, messages }); return ExitCode.Success; }
        foreach (ModelMessage message in messages)
        {
            session.WriteLine($"--- {message.Speaker.ToString().ToLowerInvariant()}");
            session.WriteLine(message.Text);
        }

        return ExitCode.Success;
    }

    private static void Set(Dictionary<string, string> values, string given, Prompt prompt)
    {
        int sign = given.IndexOf('=', StringComparison.Ordinal);
        string name = sign < 0 ? given : given[..sign];
        if (sign < 0 || !values.ContainsKey(name)) { throw new UsageException($"--set is '{given}'; NAME=VALUE is expected, with one of {string.Join(", ", prompt.Variables.Select(variable => variable.Name))}."); }
        string value = given[(sign + 1)..];
        if (value.StartsWith('@') && !File.Exists(value[1..])) { throw new UsageException($"There is no file '{value[1..]}'."); }
        values[name] = value.StartsWith('@') ? File.ReadAllText(value[1..]) : value;
    }
}
