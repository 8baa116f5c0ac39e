using System.CommandLine;
using LlmTrader.Strategies.Models.Prompts;
using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tools.Cli.Verbs.Prompts;

/// <summary><c>llmtrader prompts rollback</c></summary>
internal sealed class PromptRollbackVerb : Verb
{
    private readonly Argument<string> _id = new("id") { HelpName = "ID", Description = "The prompt." };
    private readonly Option<string> _directory = PromptOptions.Directory();

    public PromptRollbackVerb()
        : base("rollback", "Take the newest activation of a prompt back.")
    {
        Arguments.Add(_id);
        Options.Add(_directory);
    }

    /// <inheritdoc/>
    public override string Teaching => "The version that was active before is active again; after the first activation that is the shipped one. Exit code 1 when nothing of it was activated.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader prompts rollback actor --directory prompts", "back to the version before")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string id = arguments.GetValue(_id)!;
        (bool isBack, int? version) = Back(arguments.GetValue(_directory)!, id);
        string active = version is { } number ? $"version {number}" : "the shipped version, if there is one";
        if (session.IsJson) { session.WriteJson(new { id, isRolledBack = isBack, version }); }
        else { session.WriteLine(isBack ? $"{id} is asked with {active}" : $"nothing of '{id}' is activated: it is asked with {active}"); }
        return isBack ? ExitCode.Success : ExitCode.Finding;
    }

    private static (bool IsBack, int? Version) Back(string directory, string id)
    {
        try
        {
            PromptActivations activations = PromptActivations.Read(directory);
            bool isBack = activations.Rollback(id, TimeProvider.System.GetUtcNow());
            return (isBack, activations.Of(id)?.Version);
        }
        catch (PromptException e)
        {
            throw new UsageException(e.Message, e);
        }
    }
}
