using System.CommandLine;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs;

namespace LlmTrader.Tools.Cli.Help;

/// <summary>Says what is wrong with a command line, and what was probably meant.</summary>
internal static class UsageErrors
{
    public static Failure Describe(ParseResult parsed, Command target)
    {
        string verb = HelpPage.FullName(target);
        string? stray = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
        if (stray is not null && stray.StartsWith('-'))
        {
            return Failure.Usage($"'{stray}' is not an option of `{verb}`.{DidYouMean(stray, AllOptions(target))}", verb);
        }

        if (stray is not null && target.Subcommands.Count > 0)
        {
            string[] verbs = [.. target.Subcommands.Select(command => command.Name)];
            string suggestion = DidYouMean(stray, verbs);
            return Failure.Usage($"'{stray}' is not a verb of `{verb}`.{(suggestion.Length > 0 ? suggestion : $" The verbs are {string.Join(", ", verbs)}.")}", verb);
        }

        if (target.Subcommands.Count > 0 && target is not Verb) { return Failure.Usage($"`{verb}` needs a verb: {string.Join(", ", target.Subcommands.Select(command => command.Name))}.", verb); }
        return Failure.Usage(parsed.Errors[0].Message.ReplaceLineEndings(" "), verb);
    }

    private static IEnumerable<string> AllOptions(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive))).Select(option => option.Name);

    private static string DidYouMean(string typed, IEnumerable<string> known) =>
        Nearest.Find(typed, known) is { } nearest ? $" Did you mean '{nearest}'?" : "";
}
