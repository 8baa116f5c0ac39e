using System.CommandLine;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Rules;

namespace LlmTrader.Tools.Cli.Verbs.Rules;

/// <summary><c>llmtrader rules format</c></summary>
internal sealed class FormatVerb : Verb
{
    private readonly Argument<string> _file = RuleArgument.File("FILE", "A rule-set document in YAML or JSON.");
    private readonly Option<bool> _write = OptionOf.Flag("--write", "Put the canonical text into the file instead of printing it.");
    private readonly Option<bool> _dropComments = OptionOf.Flag("--drop-comments", "With --write: go on although comments inside the document will be lost.");

    public FormatVerb()
        : base("format", "Print a rule set in its canonical form, or write it into the file.")
    {
        Arguments.Add(_file);
        Options.Add(_write);
        Options.Add(_dropComments);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "One order of fields, defaults left out, params and let by name, expressions with one spacing and no bracket too many. Two documents that say the same in the same words get the same text; "
        + "its SHA-256 is the rule set's id. JSON becomes YAML; with --json the canonical form is printed as JSON too, in `document`, which is what `rules schema` describes.\n\n"
        + "The comment at the top of the file stays. Comments inside the document have no place in the canonical form; --write refuses a file that has some, unless told to drop them.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader rules format answer.json > answer.yaml", "a model's JSON as YAML for people"),
        new("llmtrader rules format mine.yaml --write", "tidy a file up"),
        new("llmtrader rules format mine.yaml --json", "people's YAML as JSON for a model"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        RuleFile file = RuleFile.Open(arguments.GetValue(_file)!);
        if (!RuleReport.AllAreValid([file], session)) { return ExitCode.Finding; }
        string canonical = CanonicalText.Of(file);
        bool isWrite = arguments.GetValue(_write);
        bool isChanged = canonical != file.Text;
        if (isWrite && isChanged)
        {
            RefuseLoss(file, arguments.GetValue(_dropComments));
            file.Replace(canonical);
        }

        if (session.IsJson) { session.WriteJson(new { ruleSet = RuleReport.Document(file), isCanonical = !isChanged, isWritten = isWrite && isChanged, text = canonical, document = RuleText.ToJson(file.Reading.Document!) }); }
        else if (isWrite) { session.WriteLine(isChanged ? $"{file.Path} was rewritten" : $"{file.Path} is in canonical form"); }
        else { session.Output.Write(canonical); }
        return ExitCode.Success;
    }

    private static void RefuseLoss(RuleFile file, bool dropComments)
    {
        if (CanonicalText.IsJson(file.Text)) { throw new UsageException($"'{file.Path}' is JSON and the canonical form is YAML; print it and redirect it into a .yaml file."); }
        if (!dropComments && CanonicalText.LostComment(file) is { } line)
        {
            throw new UsageException($"'{file.Path}' has a comment in line {line} that would be lost; move it to the top of the file, or add --drop-comments.");
        }
    }
}
