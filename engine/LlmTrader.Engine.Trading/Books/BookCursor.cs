using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Goes through one side of a book from the best level to the worst. Valid until the book changes.</summary>
public struct BookCursor
{
    private readonly BookSide _side;
    private int _near;
    private int _far;
    private BookLevel _current;

    internal BookCursor(BookSide side)
    {
        _side = side;
        (_near, _far) = side.Start;
    }

    public readonly BookLevel Current => _current;

    public bool MoveNext() => _side.TryNext(ref _near, ref _far, out _current);
}
