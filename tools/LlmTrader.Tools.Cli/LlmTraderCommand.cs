using System.CommandLine;
using System.CommandLine.Help;
using LlmTrader.Tools.Cli.Help;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs;

namespace LlmTrader.Tools.Cli;

/// <summary>The root: finds the verb, runs it, and turns whatever happens into an exit code.</summary>
internal static class LlmTraderCommand
{
    public const string Name = "llmtrader";

    /// <summary>Runs one command line and returns the process's exit code; throws nothing.</summary>
    public static int Run(IReadOnlyList<string> args, TerminalStreams streams, CancellationToken cancellation)
    {
        Option<bool> json = new("--json") { Description = "Print the result as one JSON document (`journal cat`: JSON Lines, one object per record), and nothing else on stdout.", Recursive = true };
        RootCommand root = new() { Description = "A low-latency trading engine in one process: events in, orders out, bit for bit the same in every replay." };
        root.Options.Add(json);
        foreach (Command command in VerbCatalog.Create()) { root.Subcommands.Add(command); }

        // No response files: a file name may begin with @.
        IReadOnlyList<string> asked = HelpRequest.AsOption(args);
        ParseResult parsed = root.Parse(asked, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        Session session = new(streams, parsed.GetValue(json), cancellation);
        Command target = parsed.CommandResult.Command;
        if (parsed.Action is HelpAction && parsed.UnmatchedTokens.Count == 0) { HelpPage.Write(target, session.Output); return ExitCode.Success; }
        if (parsed.Errors.Count > 0 || parsed.Action is HelpAction) { return Refuse(parsed, target, args.Count == 0, streams, session); }
        if (target is not Verb verb) { return parsed.Invoke(new InvocationConfiguration { Output = session.Output, Error = streams.Error }); }   // --version

        try
        {
            return verb.Run(parsed, session);
        }
#pragma warning disable CA1031 // The last resort of the process: every failure becomes an exit code and a line.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return ErrorReport.Print(streams, session.IsJson && !session.HasOutput, Failure.From(exception, HelpPage.FullName(verb)), exception);
        }
    }

    private static int Refuse(ParseResult parsed, Command target, bool isBare, TerminalStreams streams, Session session)
    {
        if (isBare)
        {
            HelpPage.Write(target, streams.Error);
            return ExitCode.Usage;
        }

        return ErrorReport.Print(streams, session.IsJson, UsageErrors.Describe(parsed, target));
    }
}
