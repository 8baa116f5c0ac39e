namespace LlmTrader.Engine.Core;

/// <summary>A condition that breaks a risk rule while it holds. A pure function of what it is shown, without allocation.</summary>
public interface IRiskCondition
{
    /// <summary>In canonical form: two conditions with one text judge alike.</summary>
    string Text { get; }

    /// <summary>The same condition with working memory of its own: each engine takes one.</summary>
    IRiskCondition Fresh();

    /// <summary>Whether it holds. A value that is missing makes every comparison with it false.</summary>
    bool Holds(IPortfolioView portfolio, InstrumentId instrument);
}
