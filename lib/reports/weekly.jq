# weekly: what happened in a week
def report: {title:"Week", blocks:[]};
