using System.CommandLine;
using LlmTrader.Strategies.Models.Prompts;
using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tools.Cli.Verbs.Prompts;

/// <summary><c>llmtrader prompts activate</c></summary>
internal sealed class PromptActivateVerb : Verb
{
    private readonly Argument<string> _id = new("id") { HelpName = "ID", Description = "The prompt." };
    private readonly Argument<int> _version = new("version") { HelpName = "VERSION", Description = "Of the front matter." };
    private readonly Option<string> _directory = PromptOptions.Directory();

    public PromptActivateVerb()
        : base("activate", "Ask with this version from now on.")
    {
        Arguments.Add(_id);
        Arguments.Add(_version);
        Options.Add(_directory);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Adds a line to the file 'active' of the directory, with the file's hash: when the file is changed afterwards it is not asked with any more until it is activated again. "
        + "`prompts test` the version first; `prompts rollback` goes back. A strategist that runs asks its next question with it.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader prompts activate actor 2 --directory prompts", "version 2 of the actor's prompt")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        string directory = arguments.GetValue(_directory)!, id = arguments.GetValue(_id)!;
        int version = arguments.GetValue(_version);
        Prompt prompt = Find(directory, id, version) ?? throw new UsageException($"There is no version {version} of '{id}'; `llmtrader prompts list` tells which there are.");
        PromptActivations.Read(directory).Activate(prompt, TimeProvider.System.GetUtcNow());
        if (session.IsJson) { session.WriteJson(new { prompt.Id, prompt.Version, prompt.Hash, prompt.File }); }
        else { session.WriteLine($"{prompt.Id} is asked with version {prompt.Version} ({prompt.File}, {prompt.Hash[..12]})"); }
        return ExitCode.Success;
    }

    // Beside the library, which refuses a directory whose active version was changed: this is the way out of that.
    private static Prompt? Find(string directory, string id, int version)
    {
        try
        {
            return PromptLibrary.ReadVersions(directory).FirstOrDefault(one => one.Id == id && one.Version == version);
        }
        catch (PromptException e)
        {
            throw new UsageException(e.Message, e);
        }
    }
}
