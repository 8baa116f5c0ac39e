using System.CommandLine;
using LlmTrader.Strategies.Models.Prompts;
using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tools.Cli.Verbs.Prompts;

/// <summary><c>llmtrader prompts lint</c></summary>
internal sealed class PromptLintVerb : Verb
{
    private readonly Argument<string[]> _files = new("files") { HelpName = "FILE", Description = "Prompts; without any, those of --directory and those that are shipped.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string> _directory = PromptOptions.Directory();

    public PromptLintVerb()
        : base("lint", "Find the mistakes in prompts, each with its file and line.")
    {
        Arguments.Add(_files);
        Options.Add(_directory);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Errors: a field of the front matter that is missing, unknown or wrong; a variable that is not declared, or declared and not used; untrusted text in the system's section; a secret; characters that nobody sees. "
        + "Warnings: a number in prose, which should come from the configuration by a variable; a schema without the word JSON.\n\nExit code 1 when a prompt has an error. A warning alone is none.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader prompts lint", "all that would be asked with"), new("llmtrader prompts lint prompts/actor.md --json", "one, for an editor")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string[] files = arguments.GetValue(_files)!;
        string directory = arguments.GetValue(_directory)!;
        IEnumerable<(string Name, byte[] Bytes)> given = files.Length > 0 ? files.Select(Read)
            : ShippedPrompts.All.Concat(Directory.Exists(directory) ? Directory.EnumerateFiles(directory, "*.md").Order(StringComparer.Ordinal).Select(Read) : []);
        (string Name, IReadOnlyList<PromptProblem> Problems)[] found = [.. given.Select(one => (one.Name, PromptReader.Read(one.Bytes, one.Name).Problems))];
        bool isSound = found.All(file => file.Problems.All(problem => problem.IsWarning));
        if (session.IsJson) { session.WriteJson(new { isValid = isSound, files = found.Select(file => new { file = file.Name, problems = file.Problems }) }); return isSound ? ExitCode.Success : ExitCode.Finding; }
        foreach (PromptProblem problem in found.SelectMany(file => file.Problems)) { session.WriteLine(problem.ToString()); }
        session.WriteLine($"{Figure.Count(found.Length)} prompts: {Figure.Count(found.Sum(file => file.Problems.Count(problem => !problem.IsWarning)))} errors, {Figure.Count(found.Sum(file => file.Problems.Count(problem => problem.IsWarning)))} warnings");
        return isSound ? ExitCode.Success : ExitCode.Finding;
    }

    private static (string Name, byte[] Bytes) Read(string file) => File.Exists(file) ? (file, File.ReadAllBytes(file)) : throw new UsageException($"There is no file '{file}'.");
}
