using System.CommandLine;
using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Cli.Verbs.Projector;
using LlmTrader.Tools.Hosting.Explanations;

namespace LlmTrader.Tools.Cli.Verbs.Query;

/// <summary><c>llmtrader explain</c></summary>
internal sealed class ExplainOrderVerb : Verb
{
    private readonly Argument<string> _order = new("order") { HelpName = "ORDER-ID", Description = "As `query orders` prints it (11775745), or as sequence and place (45999-1)." };
    private readonly Option<string> _journal = JournalOption.Create();

    public ExplainOrderVerb()
        : base("explain", "Tell why an order exists, from its event to its result.")
    {
        Arguments.Add(_order);
        Options.Add(_journal);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Reads the journal alone: the event that caused the order, the bar that it closed, the rule set with its version and which of its clauses were true, each risk rule with what it saw and what it allows, "
        + "every report and fill, and what came out. Bars and clauses are in no journal; they are made again by the engine's own stages, up to that event.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader query orders --journal llmtrader-demo", "find an order"),
        new("llmtrader explain 11775745 --journal llmtrader-demo", "and ask why it is there"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        OrderId order = Parse(arguments.GetValue(_order)!);
        OrderStory story = new OrderExplainer(JournalDirectory.Open(arguments.GetValue(_journal)!)).Explain(order, session.Cancellation);
        if (session.IsJson)
        {
            session.WriteJson(story);
            return ExitCode.Success;
        }

        session.WriteLine(story.Title);
        foreach (StoryChapter chapter in story.Chapters)
        {
            session.WriteLine();
            session.WriteLine(chapter.Heading);
            foreach (string line in chapter.Lines) { session.WriteLine($"  {line}"); }
        }

        return ExitCode.Success;
    }

    private static OrderId Parse(string text)
    {
        string[] parts = text.Split('-');
        if (parts.Length == 1 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long raw) && raw > 0) { return new OrderId(raw); }
        if (parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long sequence) && sequence <= long.MaxValue >> OrderId.IndexBits
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < OrderId.MaxCommandsPerEvent) { return OrderId.From(sequence, index); }
        throw new UsageException($"'{text}' is no order id: a whole number such as 11775745, or sequence and place such as 45999-1, is expected.");
    }
}
